package netkit.queue.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads all records of a log in the order of their sequence numbers, whatever its files are called. */
final class LogReader {
    /** Takes what is read. */
    interface Visitor {
        /** A segment that has records. */
        void segment(long number, long firstSequence);

        void entry(LogEntry entry);

        /** @param end the offset behind its last record */
        void end(int end, ByteBuffer bytes) throws IOException;
    }

    private record Start(long number, long sequence) {}

    /** More than the first record of a segment takes. */
    private static final int FIRST_BYTES = 64;

    private final LogFolder folder;
    private final List<Long> empty = new ArrayList<>();
    private final List<Start> starts = new ArrayList<>();

    LogReader(LogFolder folder) throws IOException {
        this.folder = folder;
        for (long number : folder.numbers()) {
            Optional<LogEntry> first = reader(folder.read(number, FIRST_BYTES)).next(0);
            if (first.isEmpty()) {
                first = reader(folder.read(number, Integer.MAX_VALUE)).next(0);
            }
            first.ifPresentOrElse(entry -> starts.add(new Start(number, entry.sequence())),
                    () -> empty.add(number));
        }
        starts.sort(Comparator.comparingLong(Start::sequence).thenComparing(Start::number));
    }

    private SegmentReader reader(ByteBuffer bytes) {
        return new SegmentReader(bytes, folder.logId());
    }

    /** The segments in which there is no record. */
    List<Long> empty() {
        return empty;
    }

    /** A record that repeats one that was read before is passed over. */
    void read(Visitor visitor) throws IOException {
        long last = 0;
        for (Start start : starts) {
            visitor.segment(start.number(), start.sequence());
            ByteBuffer bytes = folder.read(start.number(), Integer.MAX_VALUE);
            SegmentReader reader = reader(bytes);
            for (Optional<LogEntry> entry = reader.next(last); entry.isPresent(); entry = reader.next(last)) {
                last = entry.get().sequence();
                visitor.entry(entry.get());
            }
            visitor.end(reader.position(), bytes);
        }
    }
}
