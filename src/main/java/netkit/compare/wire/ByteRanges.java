package netkit.compare.wire;

import java.util.Map;
import java.util.TreeMap;

/** Which bytes of a sequence there are, however they came: in pieces, out of order, some of them again. */
final class ByteRanges {
    /** Where each range begins and ends; no two touch. */
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    /** The bytes from {@code from} to before {@code to} are there. */
    void add(long from, long to) {
        if (from >= to) {
            return;
        }
        long start = from;
        long end = to;
        Map.Entry<Long, Long> near = ranges.floorEntry(to);
        while (near != null && near.getValue() >= from) {
            start = Math.min(start, near.getKey());
            end = Math.max(end, near.getValue());
            ranges.remove(near.getKey());
            near = ranges.floorEntry(to);
        }
        ranges.put(start, end);
    }

    /** Whether all of these are there. */
    boolean covers(long from, long to) {
        Map.Entry<Long, Long> near = ranges.floorEntry(from);
        return from >= to || near != null && near.getValue() >= to;
    }

    /** How many pieces they are in. */
    int pieces() {
        return ranges.size();
    }
}
