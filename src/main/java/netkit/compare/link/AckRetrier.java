package netkit.compare.link;

import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import netkit.net.Scheduler;
import netkit.net.SerialExecutor;
import netkit.socketio.Namespace;
import netkit.socketio.ServerSideSocket;
import netkit.socketio.SocketIoSocket;

/**
 * Emits each message from a Socket.IO server, or a client, until it is acknowledged: again over each new connection, and again after a timeout. The timeout is twice the time that the last acknowledgement took, and doubles
 * with each copy, so that a slow client is not flooded with duplicates.
 */
final class AckRetrier {
    static final Duration MIN_TIMEOUT = Duration.ofMillis(500);
    static final Duration MAX_TIMEOUT = Duration.ofSeconds(8);

    /** An unacknowledged message, and how it was emitted last. */
    private static final class PendingMessage {
        private final int number;
        private final String text;
        /** The id of the connection over which it was emitted last. */
        private String emittedOver;
        private long firstEmitted;
        private long timeout;
        private Scheduler.Timer retransmission = Scheduler.Timer.NONE;

        PendingMessage(int number, String text) {
            this.number = number;
            this.text = text;
        }
    }

    /** A connection over which to emit, named by the id of its socket. */
    record Connection(String id, SocketIoSocket<?> socket) {}

    private final Supplier<Optional<Connection>> connection;
    private final IntConsumer acknowledged;
    private final SerialExecutor retransmissions = new SerialExecutor("retransmit");

    // All that follows is guarded by this.
    private final SortedMap<Integer, PendingMessage> unacknowledged = new TreeMap<>();
    private long timeout = MIN_TIMEOUT.toNanos();

    /**
     * @param connection returns the one to use; empty while there is none
     * @param acknowledged receives the number of each acknowledged message
     */
    AckRetrier(Supplier<Optional<Connection>> connection, IntConsumer acknowledged) {
        this.connection = connection;
        this.acknowledged = acknowledged;
    }

    /** Returns the newest client of a server: the loss of an older connection may not have been noticed. */
    static Optional<Connection> newest(Namespace namespace) {
        return namespace.sockets().reversed().stream().filter(ServerSideSocket::connected).findFirst()
                .map(client -> new Connection(client.id(), client));
    }

    synchronized void send(int number, String text) {
        PendingMessage message = new PendingMessage(number, text);
        unacknowledged.put(number, message);
        connection.get().ifPresent(over -> emit(message, over));
    }

    /** To be called when there is a new connection. */
    synchronized void emitAll() {
        connection.get().ifPresent(over -> unacknowledged.values().stream()
                .filter(message -> !over.id.equals(message.emittedOver))
                .forEach(message -> emit(message, over)));
    }

    private synchronized void emitAgain(PendingMessage message) {
        if (unacknowledged.containsKey(message.number)) {
            connection.get().ifPresent(over -> emit(message, over));
        }
    }

    private void emit(PendingMessage message, Connection over) {
        if (!over.id.equals(message.emittedOver)) {
            message.emittedOver = over.id;
            message.firstEmitted = System.nanoTime();
            message.timeout = timeout;
        } else {
            message.timeout = bounded(2 * message.timeout);
        }
        message.retransmission.cancel();
        message.retransmission = Scheduler.SYSTEM.after(Duration.ofNanos(message.timeout),
                () -> retransmissions.execute(() -> emitAgain(message)));
        over.socket.emitWithAck(SocketIoLink.MESSAGE, message.text).then(_ -> acknowledge(message));
    }

    private static long bounded(long nanos) {
        return Math.clamp(nanos, MIN_TIMEOUT.toNanos(), MAX_TIMEOUT.toNanos());
    }

    /** Handles the acknowledgement of any of the copies. */
    private void acknowledge(PendingMessage message) {
        acknowledged.accept(message.number);
        synchronized (this) {
            message.retransmission.cancel();
            if (unacknowledged.remove(message.number) != null) {
                timeout = bounded(2 * (System.nanoTime() - message.firstEmitted));
                notifyAll();
            }
        }
    }

    synchronized int unacknowledged() {
        return unacknowledged.size();
    }

    /** Waits until each message is acknowledged. */
    synchronized boolean awaitAcknowledged(Duration atMost) throws InterruptedException {
        return Monitor.await(this, unacknowledged::isEmpty, atMost);
    }

    /** Stops emitting. */
    synchronized void close() {
        unacknowledged.values().forEach(message -> message.retransmission.cancel());
        unacknowledged.clear();
    }
}
