package netkit.packet.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import netkit.packet.TcpSegment;

/**
 * Puts the bytes of one direction of a TCP connection in order (RFC 9293 §3.10.7.4): segments may be repeated, overlap,
 * come out of order or be missing. What comes first counts where two segments overlap. Not thread-safe.
 */
public final class StreamReassembly {
    /** Bytes kept behind a gap, with what each segment takes besides; beyond that the gap is given up. */
    public static final int MOST_PENDING = 4 << 20;
    /** About what a kept segment takes besides its bytes. */
    private static final int OVERHEAD = 96;
    /** No window is larger (RFC 7323 §2.3); such a segment does not belong to this stream. */
    private static final long FARTHEST = 1L << 30;

    /** A part of the stream. */
    public sealed interface Piece {
        /** Returns the position in the stream, from 0 for the first byte after the SYN or the first one seen. */
        long offset();
    }

    /**
     * Bytes.
     *
     * @param bytes not copied if they follow in order; do not change them
     * @param packet the number of the packet that carried them
     */
    public record Data(long offset, byte[] bytes, int from, int to, long packet) implements Piece {
        public int length() {
            return to - from;
        }
    }

    /** Bytes that the capture does not have. */
    public record Gap(long offset, long length) implements Piece {}

    /** The end of the stream, by FIN or by RST. */
    public record End(long offset, boolean isReset) implements Piece {}

    private record Pending(byte[] bytes, int from, int to, int missing, long packet) {}

    private boolean isStarted;
    private int next;
    private long nextOffset;
    private final TreeMap<Long, Pending> pending = new TreeMap<>();
    private int pendingBytes;
    private long endOffset = -1;
    private boolean isEnded;

    /** Returns about how many bytes of memory it takes. */
    public int retainedBytes() {
        return 128 + pendingBytes;
    }

    /** Whether bytes wait for those before them. */
    public boolean isWaiting() {
        return !pending.isEmpty();
    }

    /** Returns the position in the stream of a sequence number near those of the last segments. */
    public long position(int sequence) {
        return nextOffset + (sequence - next);
    }

    /** Adds a segment of this direction, and returns what it makes complete, in order. */
    public List<Piece> add(TcpSegment segment, long packet) {
        List<Piece> pieces = new ArrayList<>(1);
        if (isEnded) {
            return pieces;
        }
        boolean isSyn = segment.has(TcpSegment.SYN);
        int sequence = segment.sequence() + (isSyn ? 1 : 0);
        if (!isStarted) {
            if (segment.has(TcpSegment.RST)) {
                return pieces;
            }
            isStarted = true;
            next = sequence;
        }
        long offset = nextOffset + (sequence - next);
        if (segment.has(TcpSegment.RST)) { // RFC 9293 §3.10.7.4: text in a reset is not part of the stream
            giveUpGaps(Long.MAX_VALUE, pieces);
            isEnded = true;
            pieces.add(new End(nextOffset, true));
            return pieces;
        }
        int length = segment.payloadLength();
        if (Math.abs(offset - nextOffset) > FARTHEST) {
            return pieces;
        }
        if (length > 0) {
            int captured = Math.max(0, segment.payloadTo() - segment.payloadFrom());
            take(offset, new Pending(segment.bytes(), segment.payloadFrom(), segment.payloadFrom() + captured,
                    length - captured, packet), pieces);
        }
        if (segment.has(TcpSegment.FIN) && endOffset < 0) {
            endOffset = offset + length;
        }
        finish(pieces);
        return pieces;
    }

    /**
     * Notes what the peer acknowledges: bytes that it has and the capture does not have are not awaited any longer.
     *
     * @return what becomes complete
     */
    public List<Piece> acknowledged(int acknowledgment) {
        List<Piece> pieces = new ArrayList<>(1);
        if (!isStarted) {
            isStarted = true;
            next = acknowledgment;
        } else if (!isEnded && !pending.isEmpty()) {
            long offset = nextOffset + (acknowledgment - next);
            if (offset - nextOffset <= FARTHEST && offset > pending.firstKey()) {
                giveUpGaps(offset, pieces);
                finish(pieces);
            }
        }
        return pieces;
    }

    /** Ends the capture: returns what waits behind gaps. */
    public List<Piece> flush() {
        List<Piece> pieces = new ArrayList<>(1);
        giveUpGaps(Long.MAX_VALUE, pieces);
        finish(pieces);
        return pieces;
    }

    private void finish(List<Piece> pieces) {
        if (!isEnded && endOffset >= 0 && nextOffset >= endOffset) {
            isEnded = true;
            pending.clear();
            pendingBytes = 0;
            pieces.add(new End(nextOffset, false));
        }
    }

    private void take(long offset, Pending bytes, List<Piece> pieces) {
        long end = offset + bytes.to - bytes.from + bytes.missing;
        if (end <= nextOffset) {
            return; // all of it has come before
        }
        if (offset > nextOffset) {
            keep(offset, bytes);
            while (pendingBytes > MOST_PENDING) {
                giveUpGaps(pending.firstKey() + 1, pieces);
            }
            return;
        }
        deliver(offset, bytes, pieces);
        drain(pieces);
    }

    private void keep(long offset, Pending bytes) {
        Pending known = pending.get(offset);
        if (known != null && known.to - known.from + known.missing >= bytes.to - bytes.from + bytes.missing) {
            return;
        }
        byte[] copy = Arrays.copyOfRange(bytes.bytes, bytes.from, bytes.to);
        if (known != null) {
            System.arraycopy(known.bytes, known.from, copy, 0,
                    Math.min(copy.length, known.to - known.from));
            pendingBytes -= known.to - known.from + OVERHEAD;
        }
        pending.put(offset, new Pending(copy, 0, copy.length, bytes.missing, bytes.packet));
        pendingBytes += copy.length + OVERHEAD;
    }

    private void deliver(long offset, Pending bytes, List<Piece> pieces) {
        long old = nextOffset - offset;
        int from = (int) Math.min(bytes.to, bytes.from + old);
        if (from < bytes.to) {
            pieces.add(new Data(nextOffset, bytes.bytes, from, bytes.to, bytes.packet));
            advance(bytes.to - from);
        }
        long end = offset + bytes.to - bytes.from + bytes.missing;
        if (end > nextOffset) {
            pieces.add(new Gap(nextOffset, end - nextOffset));
            advance(end - nextOffset);
        }
    }

    private void advance(long count) {
        nextOffset += count;
        next += (int) count;
    }

    private void drain(List<Piece> pieces) {
        while (!pending.isEmpty() && pending.firstKey() <= nextOffset) {
            Map.Entry<Long, Pending> first = pending.pollFirstEntry();
            Pending bytes = first.getValue();
            pendingBytes -= bytes.to - bytes.from + OVERHEAD;
            if (first.getKey() + bytes.to - bytes.from + bytes.missing > nextOffset) {
                deliver(first.getKey(), bytes, pieces);
            }
        }
    }

    /** Gives up the gaps before segments that start before this position. */
    private void giveUpGaps(long before, List<Piece> pieces) {
        while (!pending.isEmpty() && pending.firstKey() < before) {
            long gap = pending.firstKey() - nextOffset;
            pieces.add(new Gap(nextOffset, gap));
            advance(gap);
            drain(pieces);
        }
    }
}
