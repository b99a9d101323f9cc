package netkit.compare.link;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.net.SocketFactory;

import netkit.queue.Delivery;
import netkit.queue.Settlement;
import netkit.queue.Subscription;

/** One run of the consuming program: it acknowledges each message after processing, and resubscribes when its connection is lost. */
final class QueueConsumer implements Link.Receiver {
    /** How often it checks whether to stop. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);
    /** How long {@link #awaitEnd} waits. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

    /** Subscribes to the queue over a socket from the factory. */
    @FunctionalInterface
    interface SubscriptionFactory {
        Subscription open(SocketFactory sockets) throws IOException;
    }

    /** Receives the progress of acknowledgements. */
    interface Acknowledgements {
        /** An acknowledgement of this message is being sent. */
        void acknowledging(byte[] body);

        /** The queue has received it. */
        void acknowledged(byte[] body);
    }

    private final SubscriptionFactory subscriptions;
    private final Acknowledgements acknowledgements;
    private final Inbox inbox;
    /** The run's own sockets, to close and reset them: an AMQP connection does not expose its socket. */
    private final ProgramSockets sockets;
    private final CountDownLatch connected = new CountDownLatch(1);
    private volatile Thread thread;
    private volatile boolean stopping;
    private volatile boolean killed;
    private volatile boolean busy;
    /** When it was last busy, by {@link System#nanoTime}. */
    private volatile long busyAt = System.nanoTime();

    QueueConsumer(SubscriptionFactory subscriptions, SocketFactory source, Acknowledgements acknowledgements,
            Inbox inbox) {
        this.subscriptions = subscriptions;
        this.acknowledgements = acknowledgements;
        this.inbox = inbox;
        this.sockets = new ProgramSockets(source);
    }

    /** Starts the program, and returns when it is connected. */
    void startConnected() throws IOException {
        start(subscriptions.open(sockets));
    }

    /**
     * Starts the program, which keeps trying to connect.
     *
     * @param atMost how long to wait for the connection
     */
    void startRetrying(Duration atMost) {
        start(null);
        try {
            connected.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void start(Subscription first) {
        thread = Thread.ofVirtual().name("consumer").start(() -> run(first));
    }

    private void run(Subscription first) {
        Subscription next = first;
        try {
            while (next != null || !stopping) {
                boolean opened = consume(next);
                next = null;
                if (!opened && !stopping) {
                    Thread.sleep(BETWEEN_ATTEMPTS);
                }
            }
        } catch (InterruptedException _) {
            // the thread is not interrupted in practice; if it were, it would end here
        }
    }

    /** @return whether there was a connection */
    private boolean consume(Subscription opened) throws InterruptedException {
        boolean connectedNow = opened != null;
        try (Subscription subscription = connectedNow ? opened : subscriptions.open(sockets)) {
            connectedNow = true;
            connected.countDown();
            receive(subscription);
        } catch (IOException _) {
            busyAt = System.nanoTime(); // messages in flight will be redelivered
            busy = false;
        }
        return connectedNow;
    }

    private void receive(Subscription subscription) throws IOException, InterruptedException {
        while (!stopping) {
            Delivery delivery = subscription.next(POLL_INTERVAL);
            if (delivery != null && !killed) {
                busy = true;
                take(delivery, subscription);
                busyAt = System.nanoTime();
                busy = false;
            }
        }
        if (!killed) {
            subscription.sync(); // so that acknowledged messages are not redelivered
        }
    }

    private void take(Delivery delivery, Subscription subscription) throws IOException, InterruptedException {
        byte[] body = delivery.body();
        switch (inbox.take(body, 0, body.length, true)) {
            case ACKNOWLEDGE -> {
                acknowledgements.acknowledging(body);
                subscription.settle(delivery, Settlement.ACK, () -> acknowledgements.acknowledged(body));
            }
            case NONE -> {}
        }
    }

    /** Returns whether the program has not been told to stop. */
    boolean isRunning() {
        return !stopping;
    }

    /** Returns how long it has been idle. */
    Duration idle() {
        return busy ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - busyAt);
    }

    @Override
    public void quit() {
        stopping = true;
    }

    @Override
    public void kill() {
        killed = true;
        stopping = true;
        sockets.close();
    }

    @Override
    public void reset() {
        sockets.reset();
    }

    /** Waits until the thread of the killed program has ended. */
    void awaitEnd() throws InterruptedException {
        if (thread != null) {
            thread.join(END_TIMEOUT);
        }
    }
}
