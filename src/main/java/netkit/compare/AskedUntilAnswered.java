package netkit.compare;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;

import netkit.socketio.AckException;
import netkit.socketio.Namespace;
import netkit.socketio.ServerSideSocket;

/**
 * Messages that a Socket.IO server emits to the client that came last until it answers: again when no answer comes in
 * time, each time after twice as long, so that a client that is only slow is not buried under copies; and again to the
 * next connection when one is lost.
 */
final class AskedUntilAnswered {
    static final Duration FIRST_TIMEOUT = Duration.ofMillis(500);
    static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(8);

    private record Question(int number, String text, Duration timeout) {
        Question again() {
            Duration twice = timeout.multipliedBy(2);
            return new Question(number, text,
                    twice.compareTo(LONGEST_TIMEOUT) < 0 ? twice : LONGEST_TIMEOUT);
        }

        Question anew() {
            return new Question(number, text, FIRST_TIMEOUT);
        }
    }

    private final Namespace namespace;
    private final IntConsumer acknowledged;
    private final Set<Integer> unanswered = new HashSet<>();
    /** To be emitted as soon as there is a client, in the order of their numbers. */
    private final SortedMap<Integer, Question> waiting = new TreeMap<>();
    private boolean closed;

    /** @param acknowledged told the number of each message that was answered */
    AskedUntilAnswered(Namespace namespace, IntConsumer acknowledged) {
        this.namespace = namespace;
        this.acknowledged = acknowledged;
        namespace.onConnection(_ -> askAll());
    }

    synchronized void send(int number, String text) {
        unanswered.add(number);
        ask(new Question(number, text, FIRST_TIMEOUT));
    }

    private synchronized void ask(Question question) {
        waiting.put(question.number, question);
        askAll();
    }

    private synchronized void askAll() {
        Optional<ServerSideSocket> client = namespace.sockets().reversed().stream()
                .filter(ServerSideSocket::connected).findFirst();
        if (closed || client.isEmpty()) {
            return;
        }
        for (Question question : waiting.values()) {
            client.get().timeout(question.timeout).emitWithAck(SocketIoLink.MESSAGE, question.text)
                    .then(_ -> answered(question), why -> failed(question, why));
        }
        waiting.clear();
    }

    private void answered(Question question) {
        acknowledged.accept(question.number);
        synchronized (this) {
            unanswered.remove(question.number);
        }
    }

    private void failed(Question question, AckException why) {
        ask(switch (why.why()) {
            case TIMED_OUT -> question.again();
            case DISCONNECTED -> question.anew();
        });
    }

    synchronized int unanswered() {
        return unanswered.size();
    }

    /** Nothing is emitted any more. */
    synchronized void close() {
        closed = true;
    }
}
