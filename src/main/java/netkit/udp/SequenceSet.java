package netkit.udp;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of sequence numbers: a bit each, in pages, so that one high number costs one page only. */
final class SequenceSet {
    /** A range of numbers, both ends included. */
    record Range(long first, long last) {
        @Override
        public String toString() {
            return first == last ? Long.toString(first) : first + "-" + last;
        }
    }

    private static final int PAGE = 4096;

    private final TreeMap<Integer, BitSet> pages = new TreeMap<>();
    private int latest = -1;
    private BitSet latestPage;

    /** Whether adding this number needs a new page, about 600 bytes of memory. */
    boolean needsPage(int sequence) {
        return sequence / PAGE != latest && !pages.containsKey(sequence / PAGE);
    }

    /** Adds a number; returns false if it is in the set already. */
    boolean add(int sequence) {
        int number = sequence / PAGE;
        if (number != latest) {
            latest = number;
            latestPage = pages.computeIfAbsent(number, _ -> new BitSet());
        }
        int bit = sequence % PAGE;
        if (latestPage.get(bit)) {
            return false;
        }
        latestPage.set(bit);
        return true;
    }

    /**
     * Returns the numbers from 0 to {@code end}, exclusive, that are not in the set.
     *
     * @param limit the most ranges to return
     */
    List<Range> missing(long end, int limit) {
        List<Range> ranges = new ArrayList<>();
        long first = nextAbsent(0);
        while (first < end && ranges.size() < limit) {
            long next = Math.min(end, nextPresent(first));
            ranges.add(new Range(first, next - 1));
            first = nextAbsent(next);
        }
        return ranges;
    }

    private long nextAbsent(long from) {
        long at = from;
        while (true) {
            BitSet page = pages.get((int) (at / PAGE));
            if (page == null) {
                return at;
            }
            int bit = page.nextClearBit((int) (at % PAGE));
            long pageStart = at - at % PAGE;
            if (bit < PAGE) {
                return pageStart + bit;
            }
            at = pageStart + PAGE;
        }
    }

    /** Returns {@link Long#MAX_VALUE} if there is none. */
    private long nextPresent(long from) {
        for (Map.Entry<Integer, BitSet> page : pages.tailMap((int) (from / PAGE)).entrySet()) {
            long pageStart = (long) page.getKey() * PAGE;
            int bit = page.getValue().nextSetBit((int) Math.max(0, from - pageStart));
            if (bit >= 0) {
                return pageStart + bit;
            }
        }
        return Long.MAX_VALUE;
    }
}
