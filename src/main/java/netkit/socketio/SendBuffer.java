package netkit.socketio;

import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The bounded queue of packets that a client's socket cannot send yet: it is not connected, or the connection's backlog
 * is full. All methods are to be called under the client's lock.
 */
final class SendBuffer {
    /** Maximum total size, bytes; a single larger packet is accepted alone. */
    private static final int LIMIT = 16 << 20;

    private final SocketIoClient client;
    private final String namespace;
    private final ArrayDeque<OutboundPacket> packets = new ArrayDeque<>();
    private long size;
    private boolean connected;
    private boolean awaitingRoom;

    SendBuffer(SocketIoClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /**
     * Sends a packet or buffers it. Waits, releasing the client's lock, while the buffer is full and the socket is
     * connected.
     *
     * @param wanted whether the packet is still to be sent after waiting
     * @throws IllegalStateException if the buffer is full and the socket is not connected
     */
    void send(OutboundPacket packet, BooleanSupplier wanted) {
        if (packet.size() > client.maxBacklog()) {
            throw new IllegalArgumentException("the packet has " + packet.size() + " bytes; at most "
                    + client.maxBacklog() + " may wait to be sent");
        }
        if (connected && packets.isEmpty() && client.write(packet)) {
            return;
        }
        while (wanted.getAsBoolean() && !hasRoomFor(packet)) {
            awaitRoom();
        }
        if (wanted.getAsBoolean()) {
            packets.add(packet);
            size += packet.size();
            flush();
        }
    }

    private boolean hasRoomFor(OutboundPacket packet) {
        return packets.isEmpty() || size + packet.size() <= LIMIT;
    }

    private void awaitRoom() {
        if (!connected) {
            throw new IllegalStateException("the send buffer of " + namespace
                    + " is full and there is no connection; emitVolatile drops events instead");
        }
        try {
            client.wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the send buffer was full", e);
        }
    }

    /** Sends the buffered packets over a new connection. */
    void connected() {
        connected = true;
        flush();
    }

    /** Keeps only events for the next connection: an acknowledgement is of no use there. */
    void disconnected() {
        connected = false;
        removeIf(packet -> !(packet.packet() instanceof Packet.Event));
    }

    /** Sends packets while the connection has room, and the others once it has room again. */
    private void flush() {
        while (connected && !packets.isEmpty() && client.write(packets.peek())) {
            size -= packets.remove().size();
        }
        client.notifyAll();
        if (connected && !packets.isEmpty() && !awaitingRoom) {
            awaitingRoom = true;
            client.whenWritable(packets.peek().size(), this::flushAgain);
        }
    }

    private void flushAgain() {
        synchronized (client) {
            awaitingRoom = false;
            flush();
        }
    }

    /** Returns whether the event with that ack id is buffered. */
    boolean containsEvent(long ackId) {
        return packets.stream().anyMatch(packet -> hasId(packet, ackId));
    }

    /** Removes the event with that ack id. */
    void removeEvent(long ackId) {
        removeIf(packet -> hasId(packet, ackId));
    }

    private void removeIf(Predicate<OutboundPacket> unwanted) {
        packets.removeIf(unwanted);
        size = packets.stream().mapToLong(OutboundPacket::size).sum();
        client.notifyAll();
    }

    private static boolean hasId(OutboundPacket packet, long ackId) {
        return packet.packet() instanceof Packet.Event event && event.id().equals(OptionalLong.of(ackId));
    }
}
