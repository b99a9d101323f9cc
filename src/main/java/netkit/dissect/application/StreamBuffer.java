package netkit.dissect.application;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

import netkit.packet.stream.StreamReassembly.Data;

/** The bytes of one direction that are not decoded yet, each with the packet that carried it. */
final class StreamBuffer {
    private record Part(long to, long packet) {}

    private final boolean fromLow;
    private byte[] bytes = new byte[0];
    private int from;
    private int to;
    private long offset;
    private final Deque<Part> parts = new ArrayDeque<>();

    StreamBuffer(boolean fromLow) {
        this.fromLow = fromLow;
    }

    boolean fromLow() {
        return fromLow;
    }

    int length() {
        return to - from;
    }

    int retainedBytes() {
        return 64 + bytes.length + 32 * parts.size();
    }

    byte at(int index) {
        return bytes[from + index];
    }

    /** Returns the array, in which the bytes are at {@link #arrayFrom} and after. */
    byte[] array() {
        return bytes;
    }

    int arrayFrom() {
        return from;
    }

    int indexOf(int value, int start) {
        for (int i = from + start; i < to; i++) {
            if (bytes[i] == value) {
                return i - from;
            }
        }
        return -1;
    }

    void append(Data data) {
        if (from == to) {
            offset = data.offset();
            from = 0;
            to = 0;
            parts.clear();
        }
        int count = data.length();
        if (to + count > bytes.length) {
            int length = to - from;
            byte[] target = length + count > bytes.length
                    ? new byte[Math.max(length + count, Math.min(2 * bytes.length, 1 << 20))]
                    : bytes;
            System.arraycopy(bytes, from, target, 0, length);
            bytes = target;
            from = 0;
            to = length;
        }
        System.arraycopy(data.bytes(), data.from(), bytes, to, count);
        to += count;
        parts.addLast(new Part(data.offset() + count, data.packet()));
    }

    /** Removes the first bytes and returns them. */
    Carried take(int count) {
        byte[] taken = Arrays.copyOfRange(bytes, from, from + count);
        List<Long> packets = new ArrayList<>(1);
        long end = offset + count;
        while (!parts.isEmpty()) {
            Part first = parts.getFirst();
            if (count > 0 && (packets.isEmpty() || packets.getLast() != first.packet)) {
                packets.add(first.packet);
            }
            if (first.to > end) {
                break;
            }
            parts.removeFirst();
            if (first.to == end) {
                break;
            }
        }
        Carried carried = new Carried(fromLow, offset, end, taken, packets, false);
        from += count;
        offset = end;
        if (from == to && bytes.length > 64 << 10) {
            bytes = new byte[0];
            from = 0;
            to = 0;
        }
        return carried;
    }

    Carried takeAll() {
        return take(length());
    }
}
