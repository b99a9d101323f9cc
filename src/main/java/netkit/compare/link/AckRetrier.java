package netkit.compare.link;

import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;

import netkit.socketio.Namespace;
import netkit.socketio.ServerSideSocket;

/**
 * Messages that a Socket.IO server emits to the client that came last until it answers: again over each new connection,
 * and again when no answer has come in time. In time is twice as long as the last answer took, and for each further copy
 * twice as long as for the one before, so that a client that is only slow is not buried under copies.
 */
final class AckRetrier {
    static final Duration SHORTEST_PATIENCE = Duration.ofMillis(500);
    static final Duration LONGEST_PATIENCE = Duration.ofSeconds(8);
    private static final Duration TICK = Duration.ofMillis(50);

    /** A message, and when it was emitted over the connection there is. */
    private static final class Question {
        private final int number;
        private final String text;
        private ServerSideSocket client;
        private long firstAsked;
        private long lastAsked;
        private long patience;

        Question(int number, String text) {
            this.number = number;
            this.text = text;
        }
    }

    private final Namespace namespace;
    private final IntConsumer acknowledged;
    private final Thread ticker = Thread.ofVirtual().name("timer ask again").unstarted(this::tick);

    // All that follows is guarded by this.
    private final SortedMap<Integer, Question> unanswered = new TreeMap<>();
    private long patience = SHORTEST_PATIENCE.toNanos();

    /** @param acknowledged told the number of each message that was answered */
    AckRetrier(Namespace namespace, IntConsumer acknowledged) {
        this.namespace = namespace;
        this.acknowledged = acknowledged;
        namespace.onConnection(_ -> askWhatIsDue());
        ticker.start();
    }

    synchronized void send(int number, String text) {
        Question question = new Question(number, text);
        unanswered.put(number, question);
        client().ifPresent(client -> ask(question, client, System.nanoTime()));
    }

    /** The one that came last: an older one may have gone without a word. */
    private Optional<ServerSideSocket> client() {
        return namespace.sockets().reversed().stream().filter(ServerSideSocket::connected).findFirst();
    }

    private void tick() {
        try {
            while (true) {
                Thread.sleep(TICK);
                askWhatIsDue();
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private synchronized void askWhatIsDue() {
        long now = System.nanoTime();
        client().ifPresent(client -> {
            for (Question question : unanswered.values()) {
                if (question.client != client || now - question.lastAsked >= question.patience) {
                    ask(question, client, now);
                }
            }
        });
    }

    private void ask(Question question, ServerSideSocket client, long now) {
        if (question.client != client) {
            question.client = client;
            question.firstAsked = now;
            question.patience = patience;
        } else {
            question.patience = bounded(2 * question.patience);
        }
        question.lastAsked = now;
        client.emitWithAck(SocketIoLink.MESSAGE, question.text).then(_ -> answered(question));
    }

    private static long bounded(long nanos) {
        return Math.clamp(nanos, SHORTEST_PATIENCE.toNanos(), LONGEST_PATIENCE.toNanos());
    }

    /** To one of the copies, whichever. */
    private void answered(Question question) {
        acknowledged.accept(question.number);
        synchronized (this) {
            if (unanswered.remove(question.number) != null) {
                patience = bounded(2 * (System.nanoTime() - question.firstAsked));
            }
        }
    }

    synchronized int unanswered() {
        return unanswered.size();
    }

    /** Nothing is emitted any more. */
    void close() {
        ticker.interrupt();
        synchronized (this) {
            unanswered.clear();
        }
    }
}
