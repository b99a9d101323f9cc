package netkit.queue.store;

import java.util.ArrayDeque;
import java.util.Optional;

/**
 * The index of the log: where each message is, and which segments are no longer needed. Does no I/O; guarded by the lock of the
 * log.
 *
 * <p>The log grows at its end and is deleted from its beginning, one segment at a time. A record is therefore never deleted
 * before the older records that it overrides. In the oldest segment only the live messages matter. If there are none, it is
 * deleted; if less than half of the whole log is live, they are first copied to its end, so that one old message does not
 * keep all later segments.
 */
final class LogIndex {
    /** A log of at most this many segments is not compacted. */
    private static final int FEW_SEGMENTS = 4;
    /** A segment counts as at least this part of a whole one, so that many restarts do not leave many files. */
    private static final int LEAST_PART = 16;

    /** The oldest first; the last is being written. */
    private final ArrayDeque<Segment> segments = new ArrayDeque<>();
    private final int segmentBytes;

    /** @param segmentBytes the usual size of a segment */
    LogIndex(int segmentBytes) {
        this.segmentBytes = segmentBytes;
    }

    /** Adds a new segment at the end of the log. */
    void begin(Segment segment) {
        segments.addLast(segment);
    }

    /** Adds a message that was found in the log. */
    void recover(QueueMessage message) {
        message.segment().add(message);
    }

    /** Sets the only place of the message in the log. */
    void put(QueueMessage message, Segment segment, int offset) {
        delete(message);
        message.setPlace(segment, offset);
        segment.add(message);
    }

    /** Removes the message, and the one that it replaces as a dead letter. */
    void delete(QueueMessage message) {
        for (QueueMessage form = message; form != null; form = form.replaced()) {
            Segment segment = form.segment();
            if (segment != null) {
                form.setPlace(null, 0);
                segment.remove(form);
            }
        }
        message.forgetReplaced();
    }

    /** Returns the sequence number of the first record of the log. */
    long firstSequence() {
        return segments.getFirst().firstSequence();
    }

    /** Returns the oldest segment if it has no live message. */
    Optional<Segment> emptySegment() {
        return oldest().filter(Segment::isEmpty);
    }

    /**
     * Returns the oldest segment if its live messages should be copied so that it can be deleted.
     *
     * @param isShort whether disk space is short, so that a small log is compacted too
     */
    Optional<Segment> compactable(boolean isShort) {
        long used = segments.stream().mapToLong(each -> Math.max(each.used(), segmentBytes / LEAST_PART))
                .sum();
        long live = segments.stream().mapToLong(Segment::liveBytes).sum();
        return (isShort || segments.size() > FEW_SEGMENTS) && 2 * live < used ? oldest() : Optional.empty();
    }

    private Optional<Segment> oldest() {
        return segments.size() > 1 ? Optional.of(segments.getFirst()) : Optional.empty();
    }

    /** Removes the oldest segment from the log. */
    Segment removeOldest() {
        return segments.removeFirst();
    }
}
