package netkit.compare.link;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.net.SocketFactory;

import netkit.queue.Delivery;
import netkit.queue.Settlement;
import netkit.queue.Subscription;

/**
 * One life of the program that consumes: acknowledges what it has processed, and when its connection is lost consumes
 * again, until it is to end.
 */
final class QueueConsumer implements Link.Receiver {
    /** After which it looks whether it is to leave. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);
    /** To be waited for when all is being taken away. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

    /** Begins to consume, with a connection on a socket from there. */
    @FunctionalInterface
    interface SubscriptionFactory {
        Subscription open(SocketFactory sockets) throws IOException;
    }

    /** Told of acknowledgements. */
    interface Acknowledgements {
        /** One is being sent for this message. */
        void acknowledging(byte[] body);

        /** The queue has it. */
        void acknowledged(byte[] body);
    }

    private final SubscriptionFactory subscriptions;
    private final Acknowledgements acknowledgements;
    private final Inbox inbox;
    /** Of this life, so that it can lose them: an amqp connection does not show the one that it has. */
    private final ProgramSockets sockets;
    private final CountDownLatch connected = new CountDownLatch(1);
    private volatile Thread thread;
    private volatile boolean stopping;
    private volatile boolean killed;
    private volatile boolean busy;
    /** When it last had something to do, of {@link System#nanoTime}. */
    private volatile long busyAt = System.nanoTime();

    QueueConsumer(SubscriptionFactory subscriptions, SocketFactory source, Acknowledgements acknowledgements,
            Inbox inbox) {
        this.subscriptions = subscriptions;
        this.acknowledgements = acknowledgements;
        this.inbox = inbox;
        this.sockets = new ProgramSockets(source);
    }

    /** Returns when it is connected. */
    void startConnected() throws IOException {
        start(subscriptions.open(sockets));
    }

    /**
     * Returns when it is connected, or else goes on trying.
     *
     * @param atMost how long that is waited for
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
            // nobody interrupts it; if somebody did, this would be its end
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
            busyAt = System.nanoTime(); // what was on its way to it comes again
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
            subscription.sync(); // what it has acknowledged does not come again
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

    /** Whether this life has not been told to end. */
    boolean isRunning() {
        return !stopping;
    }

    /** For how long it has had nothing to do. */
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

    /** Waits until nothing is left of it, which has been killed. */
    void awaitEnd() throws InterruptedException {
        if (thread != null) {
            thread.join(END_TIMEOUT);
        }
    }
}
