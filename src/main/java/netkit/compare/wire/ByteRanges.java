package netkit.compare.wire;

import java.util.Map;
import java.util.TreeMap;

/** A set of byte ranges of a sequence, added in any order and with overlaps. */
final class ByteRanges {
    /** Start and end of each range; no two are adjacent. */
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    /** Adds the bytes from {@code from}, inclusive, to {@code to}, exclusive. */
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

    /** Returns whether all of these bytes were added. */
    boolean covers(long from, long to) {
        Map.Entry<Long, Long> near = ranges.floorEntry(from);
        return from >= to || near != null && near.getValue() >= to;
    }

    /** Returns the number of separate ranges. */
    int pieces() {
        return ranges.size();
    }
}
