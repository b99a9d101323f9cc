package netkit.packet.stream;

import java.util.Arrays;

/** The segments of one direction that are not acknowledged yet, in the order of the capture. */
final class UnackedSegments {
    /** As in Wireshark: where only one direction is captured, nothing is ever acknowledged. */
    static final int MOST = 10_000;

    private int[] from = new int[8];
    private int[] to = new int[8];
    private long[] packets = new long[8];
    private long[] nanos = new long[8];
    private int count;
    /** The least and the greatest sequence number, relative to {@link #spanBase}; recomputed if not valid. */
    private boolean isSpanValid;
    private int spanBase;
    private int lowest;
    private int highest;

    boolean isFull() {
        return count >= MOST;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Returns about how many bytes of memory it takes. */
    int retainedBytes() {
        return from.length * 24;
    }

    void add(int sequence, int next, long packet, long epochNanos) {
        if (count == from.length) {
            int length = count * 2;
            from = Arrays.copyOf(from, length);
            to = Arrays.copyOf(to, length);
            packets = Arrays.copyOf(packets, length);
            nanos = Arrays.copyOf(nanos, length);
        }
        from[count] = sequence;
        to[count] = next;
        packets[count] = packet;
        nanos[count] = epochNanos;
        count++;
        if (isSpanValid) {
            widen(sequence, next);
        }
    }

    private void widen(int sequence, int next) {
        if (Integer.compareUnsigned(next - spanBase, highest) > 0) {
            highest = next - spanBase;
        }
        if (Integer.compareUnsigned(sequence - spanBase, lowest) < 0) {
            lowest = sequence - spanBase;
        }
    }

    /**
     * Removes what an acknowledgment covers.
     *
     * @return the oldest segment that ends exactly at the acknowledgment, or null
     */
    Sent acknowledge(int acknowledgment) {
        Sent exact = null;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (to[i] == acknowledgment && exact == null) {
                exact = new Sent(packets[i], nanos[i]);
            }
            if (to[i] - acknowledgment <= 0) {
                isSpanValid = false;
                continue;
            }
            if (acknowledgment - from[i] > 0) {
                from[i] = acknowledgment;
                isSpanValid = false;
            }
            if (kept != i) {
                from[kept] = from[i];
                to[kept] = to[i];
                packets[kept] = packets[i];
                nanos[kept] = nanos[i];
            }
            kept++;
        }
        count = kept;
        return exact;
    }

    /** A packet and when it was sent. */
    record Sent(long packet, long epochNanos) {}

    /** Returns the oldest one, or null. */
    Sent oldest() {
        return count == 0 ? null : new Sent(packets[0], nanos[0]);
    }

    /** Returns how many sequence numbers they span; the list must not be empty. */
    int span(int base) {
        if (!isSpanValid || spanBase != base) {
            spanBase = base;
            lowest = from[count - 1] - base;
            highest = to[count - 1] - base;
            for (int i = count - 2; i >= 0; i--) {
                widen(from[i], to[i]);
            }
            isSpanValid = true;
        }
        return highest - lowest;
    }
}
