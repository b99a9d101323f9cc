package netkit.queue.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the log that a folder has when it is opened, and makes it ready to be continued. */
final class LogRecovery implements LogReader.Visitor {
    private final LogFolder folder;
    private final LogIndex index;
    private final int segmentBytes;
    private final Replay replay = new Replay();
    private final List<SegmentFile> empty = new ArrayList<>();
    private Segment segment;
    private long nextNumber = 1;

    LogRecovery(LogFolder folder, LogIndex index, int segmentBytes) {
        this.folder = folder;
        this.index = index;
        this.segmentBytes = segmentBytes;
    }

    /** To be called once. */
    void read(Optional<LogEntry> mark, long boot) throws IOException {
        LogReader reader = new LogReader(folder);
        reader.read(this);
        for (long number : reader.empty()) {
            use(number);
            ByteBuffer bytes = folder.read(number, Integer.MAX_VALUE);
            if (!isZero(bytes, 0)) {
                continue; // damaged from one end to the other: what was in it is missing, and left to be looked at
            }
            if (bytes.limit() >= segmentBytes) {
                empty.add(SegmentFile.adopt(number, folder.path(number)));
            } else {
                folder.delete(number); // the server ended while it was made
            }
        }
        replay.end(mark);
        replay.opened(boot);
        replay.messages().forEach(index::recover);
    }

    @Override
    public void segment(long number, long firstSequence) {
        use(number);
        segment = new Segment(number, firstSequence);
        index.begin(segment);
    }

    @Override
    public void entry(LogEntry entry) {
        replay.accept(entry, segment);
    }

    @Override
    public void end(int end, ByteBuffer bytes) throws IOException {
        segment.setUsed(end);
        if (end < bytes.limit() && isZero(bytes, end)) {
            folder.cut(segment.number(), end);
        }
    }

    private void use(long number) {
        nextNumber = Math.max(nextNumber, number + 1);
    }

    private static boolean isZero(ByteBuffer bytes, int from) {
        for (int offset = from; offset < bytes.limit(); offset++) {
            if (bytes.get(offset) != 0) {
                return false;
            }
        }
        return true;
    }

    Replay replay() {
        return replay;
    }

    /** Segments that were made, and in which nothing is written yet. */
    List<SegmentFile> empty() {
        return empty;
    }

    /** The number for a new segment. */
    long nextNumber() {
        return nextNumber;
    }

    /** What is missing, in one line; empty when nothing is. */
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
