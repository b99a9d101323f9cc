package netkit.socketio;

import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** What a client's socket has to send and cannot yet, in its order, up to a bound. Not safe for many threads. */
final class SendBuffer {
    /** The most that may wait, characters and bytes; more only if it is a single packet. */
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

    /** Hands over one after the other, as long as it is taken. */
    void drain(Predicate<OutboundPacket> taker) {
        while (!packets.isEmpty() && taker.test(packets.peek())) {
            size -= packets.remove().size();
        }
    }

    /** Whether the event whose answer has that id waits here. */
    boolean holds(long ackId) {
        return packets.stream().anyMatch(packet -> hasId(packet, ackId));
    }

    /** The event whose answer has that id is not to be sent any more. */
    void withdraw(long ackId) {
        removeIf(packet -> hasId(packet, ackId));
    }

    /** Answers are for the connection that the question came by, events for the next one as well. */
    void keepEvents() {
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
