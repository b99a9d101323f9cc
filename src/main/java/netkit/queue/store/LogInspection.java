package netkit.queue.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the log in a directory record by record, without changing it; a server may be writing to it. */
public final class LogInspection {
    /** Receives what is read, in the order of the sequence numbers. */
    public interface Visitor {
        /** The records that follow are in this file. */
        void segment(String name);

        /** Records with these sequence numbers are missing here. */
        void missing(long first, long last);

        /** A record. @param queue that of its message; empty if it is not known */
        void entry(LogEntry entry, Optional<String> queue);
    }

    /**
     * A summary of the records.
     *
     * @param segments files that have records
     * @param put put records: a message has more than one when it became a dead letter or was copied
     * @param missing records that cannot be read
     * @param messages messages that a server would find
     * @param redelivered number of those that it would flag as redelivered
     */
    public record Summary(long records, long segments, long put, long delivered, long deleted, long missing,
            long messages, long redelivered) {}

    private final Visitor visitor;
    private final Replay replay = new Replay();
    private long records;
    private long segments;
    private final Map<Class<? extends LogRecord>, Long> kinds = new HashMap<>();

    private LogInspection(Visitor visitor) {
        this.visitor = visitor;
    }

    /** @throws IOException with a one-line message, if the directory has no log */
    public static Summary read(Path folder, Visitor visitor) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder + " is not a directory");
        }
        LogFolder files = LogFolder.find(folder)
                .orElseThrow(() -> new IOException(folder + " has no log of a message queue"));
        return new LogInspection(visitor).read(files);
    }

    private Summary read(LogFolder files) throws IOException {
        Optional<LogEntry> mark = LockFile.read(files.folder(), files.logId()); // before the records that it covers
        for (long number : SegmentReader.order(files)) {
            SegmentReader reader = SegmentReader.open(files, number);
            Optional<LogEntry> entry = reader.next(replay.last());
            if (entry.isPresent()) {
                segments++;
                visitor.segment(files.name(number));
            }
            while (entry.isPresent()) {
                take(entry.get());
                entry = reader.next(replay.last());
            }
        }
        long last = replay.last();
        replay.end(mark);
        List<Replay.Gap> gaps = replay.gaps();
        if (!gaps.isEmpty() && gaps.getLast().first() > last) {
            visitor.missing(gaps.getLast().first(), gaps.getLast().last());
        }
        List<QueueMessage> messages = replay.messages();
        return new Summary(records, segments, count(LogRecord.Put.class), count(LogRecord.Delivered.class),
                count(LogRecord.Deleted.class),
                gaps.stream().mapToLong(Replay.Gap::records).sum(), messages.size(),
                messages.stream().filter(message -> message.deliveries() > 0).count());
    }

    private long count(Class<? extends LogRecord> kind) {
        return kinds.getOrDefault(kind, 0L);
    }

    private void take(LogEntry entry) {
        if (records > 0 && entry.sequence() > replay.last() + 1) {
            visitor.missing(replay.last() + 1, entry.sequence() - 1);
        }
        records++;
        LogRecord record = entry.record();
        kinds.merge(record.getClass(), 1L, Long::sum);
        visitor.entry(entry, record instanceof LogRecord.Put put ? Optional.of(put.queue())
                : record.messageId().flatMap(replay::queue));
        replay.accept(entry, null);
    }
}
