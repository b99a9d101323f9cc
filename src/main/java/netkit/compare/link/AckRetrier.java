package netkit.compare.link;

import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;

import netkit.socketio.Namespace;
import netkit.socketio.ServerSideSocket;

/**
 * Emits each message from a Socket.IO server to the newest client until it is acknowledged: again over each new
 * connection, and again after a timeout. The timeout is twice the time that the last acknowledgement took, and doubles
 * with each copy, so that a slow client is not flooded with duplicates.
 */
final class AckRetrier {
    static final Duration MIN_TIMEOUT = Duration.ofMillis(500);
    static final Duration MAX_TIMEOUT = Duration.ofSeconds(8);
    private static final Duration TICK = Duration.ofMillis(50);

    /** An unacknowledged message, and when it was emitted over the current connection. */
    private static final class PendingMessage {
        private final int number;
        private final String text;
        private ServerSideSocket client;
        private long firstEmitted;
        private long lastEmitted;
        private long timeout;

        PendingMessage(int number, String text) {
            this.number = number;
            this.text = text;
        }
    }

    private final Namespace namespace;
    private final IntConsumer acknowledged;
    private final Thread ticker = Thread.ofVirtual().name("timer retransmit").unstarted(this::tick);

    // All that follows is guarded by this.
    private final SortedMap<Integer, PendingMessage> unacknowledged = new TreeMap<>();
    private long timeout = MIN_TIMEOUT.toNanos();

    /** @param acknowledged receives the number of each acknowledged message */
    AckRetrier(Namespace namespace, IntConsumer acknowledged) {
        this.namespace = namespace;
        this.acknowledged = acknowledged;
        namespace.onConnection(_ -> emitDue());
        ticker.start();
    }

    synchronized void send(int number, String text) {
        PendingMessage message = new PendingMessage(number, text);
        unacknowledged.put(number, message);
        client().ifPresent(client -> emit(message, client, System.nanoTime()));
    }

    /** Returns the newest client: the loss of an older connection may not have been noticed. */
    private Optional<ServerSideSocket> client() {
        return namespace.sockets().reversed().stream().filter(ServerSideSocket::connected).findFirst();
    }

    private void tick() {
        try {
            while (true) {
                Thread.sleep(TICK);
                emitDue();
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private synchronized void emitDue() {
        long now = System.nanoTime();
        client().ifPresent(client -> {
            for (PendingMessage message : unacknowledged.values()) {
                if (message.client != client || now - message.lastEmitted >= message.timeout) {
                    emit(message, client, now);
                }
            }
        });
    }

    private void emit(PendingMessage message, ServerSideSocket client, long now) {
        if (message.client != client) {
            message.client = client;
            message.firstEmitted = now;
            message.timeout = timeout;
        } else {
            message.timeout = bounded(2 * message.timeout);
        }
        message.lastEmitted = now;
        client.emitWithAck(SocketIoLink.MESSAGE, message.text).then(_ -> acknowledge(message));
    }

    private static long bounded(long nanos) {
        return Math.clamp(nanos, MIN_TIMEOUT.toNanos(), MAX_TIMEOUT.toNanos());
    }

    /** Handles the acknowledgement of any of the copies. */
    private void acknowledge(PendingMessage message) {
        acknowledged.accept(message.number);
        synchronized (this) {
            if (unacknowledged.remove(message.number) != null) {
                timeout = bounded(2 * (System.nanoTime() - message.firstEmitted));
            }
        }
    }

    synchronized int unacknowledged() {
        return unacknowledged.size();
    }

    /** Stops emitting. */
    void close() {
        ticker.interrupt();
        synchronized (this) {
            unacknowledged.clear();
        }
    }
}
