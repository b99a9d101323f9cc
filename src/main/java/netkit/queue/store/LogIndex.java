package netkit.queue.store;

import java.util.ArrayDeque;
import java.util.Optional;

/**
 * The rules of the log: where each message lives, and which segments are no longer needed. It does no I/O; guarded by the
 * lock of the log.
 *
 * <p>The log grows at one end and is deleted at the other, a segment at a time, the oldest first. So what a record says of
 * older records is never lost before them: a deleted record goes only after the put record that it deletes. In the oldest
 * segment only messages that live there are of any use. When there are none it is deleted; when less than half of the
 * whole log lives, they are copied to its other end first, so that one old message does not keep all that came after it.
 */
final class LogIndex {
    /** A log of no more segments is not worth copying. */
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

    /** A new segment at the end of the log. */
    void begin(Segment segment) {
        segments.addLast(segment);
    }

    /** A message that was found in the log. */
    void recover(QueueMessage message) {
        message.segment().add(message);
    }

    /** The log has the message there, and nowhere else. */
    void put(QueueMessage message, Segment segment, int offset) {
        delete(message);
        message.setPlace(segment, offset);
        segment.add(message);
    }

    /** The message lives no more, under any name. */
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

    /** The sequence number with which the log begins. */
    long firstSequence() {
        return segments.getFirst().firstSequence();
    }

    /** The oldest segment, when nothing in it is needed. */
    Optional<Segment> dead() {
        return oldest().filter(Segment::isDead);
    }

    /**
     * The oldest segment, when the messages that live in it are to be copied so that it can be deleted.
     *
     * @param isShort whether room is short, so that a short log is worth copying too
     */
    Optional<Segment> wasteful(boolean isShort) {
        long used = segments.stream().mapToLong(each -> Math.max(each.used(), segmentBytes / LEAST_PART))
                .sum();
        long living = segments.stream().mapToLong(Segment::living).sum();
        return (isShort || segments.size() > FEW_SEGMENTS) && 2 * living < used ? oldest() : Optional.empty();
    }

    private Optional<Segment> oldest() {
        return segments.size() > 1 ? Optional.of(segments.getFirst()) : Optional.empty();
    }

    /** The oldest segment is not part of the log any more. */
    Segment removeOldest() {
        return segments.removeFirst();
    }
}
