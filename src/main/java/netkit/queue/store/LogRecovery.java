package netkit.queue.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the log in a directory when it is opened, and prepares it for continuation. */
final class LogRecovery {
    private final LogFolder folder;
    private final LogIndex index;
    private final Replay replay = new Replay();

    /** @param index receives the segments and their live messages */
    LogRecovery(LogFolder folder, LogIndex index) {
        this.folder = folder;
        this.index = index;
    }

    /**
     * Reads the log; called once.
     *
     * @param mark see {@link Replay#end}
     * @param boot see {@link LogRecord.Opened}
     */
    void read(Optional<LogEntry> mark, long boot) throws IOException {
        for (long number : SegmentReader.order(folder)) {
            read(number, SegmentReader.open(folder, number));
        }
        replay.end(mark);
        replay.opened(boot);
        replay.messages().forEach(index::recover);
    }

    private void read(long number, SegmentReader reader) throws IOException {
        Segment segment = null;
        for (Optional<LogEntry> entry = reader.next(replay.last()); entry.isPresent(); entry = reader
                .next(replay.last())) {
            if (segment == null) {
                segment = new Segment(number, entry.get().sequence());
                index.begin(segment);
            }
            replay.accept(entry.get(), segment);
        }
        if (segment != null) {
            segment.setUsed(reader.position());
        }
        if (reader.endsWithZeros()) {
            if (segment != null) {
                folder.cut(number, reader.position());
            } else {
                folder.delete(number); // a spare, perhaps unfinished
            }
        } // else a segment without records is damaged throughout: it is left for the user to examine
    }

    Replay replay() {
        return replay;
    }

    /** Returns a line about the missing records; empty if there are none. */
    Optional<String> damage() {
        List<Replay.Gap> gaps = replay.gaps();
        if (gaps.isEmpty()) {
            return Optional.empty();
        }
        long records = gaps.stream().mapToLong(Replay.Gap::records).sum();
        return Optional.of("the log in " + folder.folder().toAbsolutePath() + " is damaged: "
                + (records == 1 ? "1 record is" : records + " records are") + " missing (sequence "
                + gaps.stream().map(LogRecovery::range).collect(Collectors.joining(", "))
                + "); every intact message is served, those from before the gap as redelivered");
    }

    private static String range(Replay.Gap gap) {
        return gap.first() == gap.last() ? "" + gap.first() : gap.first() + "-" + gap.last();
    }
}
