package netkit.dissect.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

import netkit.dissect.DissectedLayer;
import netkit.dissect.DissectedPacket;
import netkit.dissect.Field;
import netkit.dissect.FieldValue;
import netkit.dissect.Protocol;

/**
 * The bytes that both ends of one conversation sent, in order: those of TCP put in the order of their sequence numbers,
 * each once; datagrams as they were captured. Not thread-safe.
 */
public final class FollowedStream {
    /** Bytes that wait for those before them; beyond it these are taken as lost. */
    private static final int MAX_WAITING = 4 << 20;

    /**
     * A part of what one end sent.
     *
     * @param isFromFirst whether the end that sent the first packet of the conversation sent it
     * @param packet the number of the packet that carried it
     * @param missing bytes before it that the capture does not have
     */
    public record Piece(boolean isFromFirst, long packet, byte[] bytes, long missing) {}

    private record Waiting(long packet, byte[] bytes) {}

    private static final class Direction {
        /** The next sequence number, continued beyond 32 bits; -1 before the first segment. */
        long next = -1;
        int waitingBytes;
        final NavigableMap<Long, Waiting> waiting = new TreeMap<>();
    }

    private final Direction first = new Direction();
    private final Direction second = new Direction();
    private String ends;

    /** Returns what the packet, which must be one of the conversation, adds in order: nothing, or several pieces. */
    public List<Piece> add(DissectedPacket packet) {
        Optional<DissectedLayer> transport = packet.layers().stream()
                .filter(layer -> layer.protocol() == Protocol.TCP || layer.protocol() == Protocol.UDP)
                .findFirst();
        if (transport.isEmpty()) {
            return List.of();
        }
        DissectedLayer layer = transport.get();
        String prefix = layer.protocol().filterName();
        String from = packet.source() + " " + number(layer, prefix + ".srcport").orElse(0);
        ends = ends == null ? from : ends;
        boolean isFromFirst = from.equals(ends);
        byte[] payload = layer.headerTo() >= layer.to() ? new byte[0]
                : Arrays.copyOfRange(layer.source().bytes(), layer.headerTo(), layer.to());
        long number = packet.packet().number();
        if (layer.protocol() == Protocol.UDP) {
            return List.of(new Piece(isFromFirst, number, payload, 0));
        }
        return segment(isFromFirst, number, layer, payload);
    }

    private List<Piece> segment(boolean isFromFirst, long number, DissectedLayer layer, byte[] payload) {
        OptionalLong raw = number(layer, "tcp.seq_raw");
        if (raw.isEmpty()) {
            return List.of();
        }
        Direction direction = isFromFirst ? first : second;
        boolean isSyn = number(layer, "tcp.flags").orElse(0) % 4 >= 2;
        long sequence = raw.getAsLong() + (isSyn ? 1 : 0); // RFC 9293 §3.4: a SYN has a number of its own
        if (direction.next < 0 || isSyn && payload.length == 0 && direction.waiting.isEmpty()) {
            direction.next = sequence;
        }
        sequence = direction.next + (int) (sequence - direction.next);
        Waiting known = direction.waiting.get(sequence);
        if (payload.length > 0 && (known == null || known.bytes.length < payload.length)) {
            direction.waiting.put(sequence, new Waiting(number, payload));
            direction.waitingBytes += payload.length - (known == null ? 0 : known.bytes.length);
        }
        List<Piece> pieces = new ArrayList<>();
        take(direction, isFromFirst, false, pieces);
        while (direction.waitingBytes > MAX_WAITING) {
            take(direction, isFromFirst, true, pieces);
        }
        return pieces;
    }

    /** Returns what waits for bytes that never came, at the end of the capture. */
    public List<Piece> end() {
        List<Piece> pieces = new ArrayList<>();
        while (!first.waiting.isEmpty()) {
            take(first, true, true, pieces);
        }
        while (!second.waiting.isEmpty()) {
            take(second, false, true, pieces);
        }
        return pieces;
    }

    /** @param overGap whether the first of what waits is taken although bytes before it are missing */
    private static void take(Direction direction, boolean isFromFirst, boolean overGap, List<Piece> pieces) {
        boolean mayJump = overGap;
        while (!direction.waiting.isEmpty()
                && (mayJump || direction.waiting.firstKey() <= direction.next)) {
            long sequence = direction.waiting.firstKey();
            Waiting segment = direction.waiting.remove(sequence);
            direction.waitingBytes -= segment.bytes.length;
            long missing = Math.max(0, sequence - direction.next);
            long known = Math.max(0, direction.next - sequence);
            mayJump = false;
            if (known < segment.bytes.length) {
                byte[] fresh = Arrays.copyOfRange(segment.bytes, (int) known, segment.bytes.length);
                pieces.add(new Piece(isFromFirst, segment.packet, fresh, missing));
                direction.next = sequence + segment.bytes.length;
            }
        }
    }

    private static OptionalLong number(DissectedLayer layer, String name) {
        for (Field field : layer.fields()) {
            if (field.name().equals(name) && field.value() instanceof FieldValue.Number(long value)) {
                return OptionalLong.of(value);
            }
        }
        return OptionalLong.empty();
    }
}
