package netkit.compare.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import netkit.compare.ledger.NumberedMessage;
import netkit.queue.Delivery;
import netkit.queue.Route;
import netkit.queue.Settlement;
import netkit.queue.Subscription;
import netkit.queue.client.QueueConnector;

/** bob's end of the link over a queue: a consumer that acknowledges each message after processing. */
final class QueueEnd implements ReceivingEnd {
    /** Whether the queue has no messages, ready or unacknowledged. */
    @FunctionalInterface
    interface Emptiness {
        boolean isEmpty() throws IOException, InterruptedException;
    }

    private static final int PREFETCH = 100;
    /** How often the consumer checks whether to stop. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    /** How long the consumer must be idle at the end: messages whose acknowledgement was lost are redelivered. */
    private static final Duration QUIET = Duration.ofMillis(200);

    private final LinkContext context;
    private final URI url;
    private final InetSocketAddress path;
    private final String queue;
    private final QueueBacklog backlog;
    private final List<ReconnectingReceiver> consumers = new ArrayList<>();
    /** That of the last consumer. */
    private IdleInbox inbox;

    /**
     * @param path the address of the server, as seen from bob
     * @param backlog is told which messages are acknowledged
     */
    QueueEnd(LinkContext context, URI url, InetSocketAddress path, String queue, QueueBacklog backlog) {
        this.context = context;
        this.url = url;
        this.path = path;
        this.queue = queue;
        this.backlog = backlog;
    }

    @Override
    public Link.Receiver start(Inbox program) throws IOException {
        inbox = new IdleInbox(program);
        consumers.add(new ReconnectingReceiver("consumer", context.receiverSockets(), new Consumer(inbox)));
        consumers.getLast().start(consumers.size() == 1);
        return consumers.getLast();
    }

    /** One run of the consuming program: it acknowledges each message after processing. */
    private final class Consumer implements ReconnectingReceiver.Session {
        private final IdleInbox inbox;

        Consumer(IdleInbox inbox) {
            this.inbox = inbox;
        }

        @Override
        public boolean run(ReconnectingReceiver program) throws IOException, InterruptedException {
            Route route = new Route(program.sockets(), Optional.of(path));
            try (Subscription subscription = QueueConnector.subscribe(url, route, queue, PREFETCH)) {
                program.connected();
                while (!program.isStopped()) {
                    Delivery delivery = subscription.next(POLL_INTERVAL);
                    if (delivery != null) {
                        take(delivery, subscription);
                    }
                }
                subscription.sync(); // so that acknowledged messages are not redelivered
                return true;
            } finally {
                inbox.restart(); // messages in flight will be redelivered
            }
        }

        private void take(Delivery delivery, Subscription subscription)
                throws IOException, InterruptedException {
            byte[] body = delivery.body();
            switch (inbox.take(body, 0, body.length, true)) {
                case ACKNOWLEDGE -> {
                    int number = NumberedMessage.number(context.trial(), body, 0, body.length);
                    if (number == NumberedMessage.INVALID) {
                        subscription.ack(delivery);
                        return;
                    }
                    backlog.acknowledging(number);
                    subscription.settle(delivery, Settlement.ACK, () -> {
                        backlog.acknowledged(number);
                        context.acknowledged().accept(number);
                    });
                }
                case NONE -> {}
            }
        }

        @Override
        public boolean canSend() {
            return true;
        }

        @Override
        public void send(int number, byte[] message) throws IOException {
            throw new IOException("a queue goes one way");
        }

        /** It ends by itself, after it has acknowledged what it has processed. */
        @Override
        public void leave(ReconnectingReceiver program) {}
    }

    @Override
    public boolean isStopped() {
        return consumers.isEmpty() || consumers.getLast().isStopped();
    }

    /**
     * Waits a while for all acknowledgements, and then until the consumer has been idle.
     *
     * @return whether both was so
     */
    boolean isDrained(Emptiness server) throws IOException, InterruptedException {
        if (!backlog.awaitAcknowledged(QUIET) && backlog.isEachAckSent() && server.isEmpty()) {
            // the confirmations of these were lost with a connection
            Arrays.stream(backlog.takeUnacknowledged()).forEach(context.acknowledged());
        }
        Duration left = inbox.left(QUIET);
        if (left.isPositive()) {
            Thread.sleep(left);
        }
        return backlog.unacknowledged() == 0 && !inbox.left(QUIET).isPositive();
    }

    /** A queue has no end: alice's machine says when it is empty. */
    @Override
    public boolean receivesEnd() {
        return false;
    }

    @Override
    public void awaitEnd(Duration atMost) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!isStopped() && !isDrained(() -> true)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("messages still come after " + atMost.toSeconds() + " s");
            }
        }
    }

    @Override
    public void kill() {
        consumers.forEach(ReconnectingReceiver::kill);
    }

    /** Waits until the threads of the killed consumers have ended. */
    void join() throws InterruptedException {
        for (ReconnectingReceiver consumer : consumers) {
            consumer.join();
        }
    }
}
