package netkit.socketio;

import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** A bounded queue of packets that a client's socket cannot send yet. Not thread-safe. */
final class SendBuffer {
    /** Maximum total size, characters and bytes; a single larger packet is accepted alone. */
    private static final int LIMIT = 16 << 20;

    private final ArrayDeque<OutboundPacket> packets = new ArrayDeque<>();
    private long size;

    boolean isEmpty() {
        return packets.isEmpty();
    }

    boolean hasRoomFor(OutboundPacket packet) {
        return isEmpty() || size + packet.size() <= LIMIT;
    }

    void add(OutboundPacket packet) {
        packets.add(packet);
        size += packet.size();
    }

    /** Passes packets to the consumer, in order, until it returns false. */
    void drain(Predicate<OutboundPacket> consumer) {
        while (!packets.isEmpty() && consumer.test(packets.peek())) {
            size -= packets.remove().size();
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

    /** Keeps only events: an acknowledgement is of no use on another connection. */
    void retainEvents() {
        removeIf(packet -> !(packet.packet() instanceof Packet.Event));
    }

    private void removeIf(Predicate<OutboundPacket> unwanted) {
        packets.removeIf(unwanted);
        size = packets.stream().mapToLong(OutboundPacket::size).sum();
    }

    private static boolean hasId(OutboundPacket packet, long ackId) {
        return packet.packet() instanceof Packet.Event event && event.id().equals(OptionalLong.of(ackId));
    }
}
