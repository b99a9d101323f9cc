package netkit.queue.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the records of one segment from its bytes, in order, and skips what is damaged. */
final class SegmentReader {
    /** More than the first record of a segment takes. */
    private static final int FIRST_BYTES = 64;

    private final ByteBuffer bytes;
    private final int logId;
    private int position;

    /** @param bytes the whole segment, from index 0 to its limit */
    SegmentReader(ByteBuffer bytes, int logId) {
        this.bytes = bytes;
        this.logId = logId;
    }

    /** Reads the whole segment. */
    static SegmentReader open(LogFolder folder, long number) throws IOException {
        return new SegmentReader(folder.read(number, Integer.MAX_VALUE), folder.logId());
    }

    /**
     * Returns the numbers of all segments in the order of their first records, whatever their files are called. Segments
     * without a record come last.
     */
    static List<Long> order(LogFolder folder) throws IOException {
        Map<Long, Long> first = new HashMap<>();
        for (long number : folder.numbers()) {
            Optional<LogEntry> entry = new SegmentReader(folder.read(number, FIRST_BYTES), folder.logId())
                    .next(0);
            if (entry.isEmpty()) {
                entry = open(folder, number).next(0);
            }
            first.put(number, entry.map(LogEntry::sequence).orElse(Long.MAX_VALUE));
        }
        return first.keySet().stream()
                .sorted(Comparator.<Long, Long>comparing(first::get).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /**
     * Returns the next intact record; empty if there is none.
     *
     * @param after its sequence number is larger than this: repetitions of older records are skipped
     */
    Optional<LogEntry> next(long after) {
        for (int offset = position; offset <= bytes.limit() - RecordCodec.HEADER; offset++) {
            if (bytes.getInt(offset) == logId) {
                Optional<LogEntry> entry = RecordCodec
                        .decode(bytes.slice(offset, bytes.limit() - offset), offset, logId)
                        .filter(found -> found.sequence() > after);
                if (entry.isPresent()) {
                    position = entry.get().end();
                    return entry;
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the offset behind the last record that was returned. */
    int position() {
        return position;
    }

    /** Returns whether all bytes behind {@link #position} are zero. */
    boolean endsWithZeros() {
        for (int offset = position; offset < bytes.limit(); offset++) {
            if (bytes.get(offset) != 0) {
                return false;
            }
        }
        return true;
    }
}
