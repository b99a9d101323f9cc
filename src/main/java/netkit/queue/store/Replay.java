package netkit.queue.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result of a log's records, taken in order: which messages are live, how often each may have been delivered, and which
 * records are missing. Does no I/O.
 */
final class Replay {
    /** A range of missing sequence numbers. */
    record Gap(long first, long last) {
        long records() {
            return last - first + 1;
        }
    }

    /** Ids are reserved in blocks of this size. Where a reservation may be missing, the next id is one block higher. */
    static final long ID_BLOCK = 100_000;

    private final Map<Long, QueueMessage> living = new HashMap<>();
    private final List<Gap> gaps = new ArrayList<>();
    /** The sequence numbers of the first and the last record. */
    private long begin;
    private long last;
    private long firstSequence = 1;
    private long nextId = 1;
    private boolean isReservationLost;
    private boolean isClosed = true;
    private long boot;

    /** Takes the next record, whose sequence number is larger than {@link #last}. */
    void accept(LogEntry entry, Segment segment) {
        if (begin == 0) {
            begin = entry.sequence();
            last = begin - 1;
        }
        expect(entry.sequence());
        last = entry.sequence();
        entry.record().messageId().ifPresent(id -> nextId = Math.max(nextId, id + 1));
        switch (entry.record()) {
            case LogRecord.Put put -> put(put, segment, entry.offset());
            case LogRecord.Delivered delivered -> delivered(delivered);
            case LogRecord.Deleted deleted -> living.remove(deleted.id());
            case LogRecord.Checkpoint checkpoint -> {
                reserved(checkpoint);
                isReservationLost = false;
            }
            case LogRecord.Opened opened -> opened(opened.boot());
            case LogRecord.Closed closed -> {
                nextId = closed.nextId();
                isReservationLost = false;
                isClosed = true;
            }
        }
    }

    private void put(LogRecord.Put put, Segment segment, int offset) {
        QueueMessage message = new QueueMessage(put.id(), put.queue(), put.body().remaining(),
                put.expiresAt(), put.deadLetter(), put.deliveriesBefore(), null);
        message.setPlace(segment, offset);
        message.deliveredAtLeast(put.deliveries());
        living.put(put.id(), message);
    }

    private void delivered(LogRecord.Delivered delivered) {
        QueueMessage message = living.get(delivered.id());
        if (message != null) { // else it is not stored yet: its put will have the count
            message.deliveredAtLeast(delivered.deliveries());
        }
    }

    private void reserved(LogRecord.Checkpoint checkpoint) {
        nextId = Math.max(nextId, checkpoint.idLimit());
        firstSequence = Math.max(firstSequence, checkpoint.firstSequence());
    }

    private void expect(long sequence) {
        if (sequence > last + 1) {
            gaps.add(new Gap(last + 1, sequence - 1));
            isReservationLost = true;
            countAllAsDelivered(); // the missing records may have been deliveries of older messages
        }
    }

    /**
     * A server opens the log.
     *
     * @param now see {@link LogRecord.Opened}
     */
    void opened(long now) {
        if (!isClosed && (now == 0 || now != boot)) {
            countAllAsDelivered(); // deliveries are not forced to disk: a crash of the machine may have lost some
        }
        isClosed = false;
        boot = now;
    }

    private void countAllAsDelivered() {
        living.values().forEach(QueueMessage::countAsDelivered);
    }

    /** Ends the log. @param mark of the {@link LockFile} */
    void end(Optional<LogEntry> mark) {
        if (mark.isPresent() && mark.get().record() instanceof LogRecord.Checkpoint checkpoint) {
            reserved(checkpoint);
            if (begin == 0) {
                last = firstSequence - 1;
                begin = firstSequence;
            }
            expect(mark.get().sequence() + 1);
            last = Math.max(last, mark.get().sequence());
            isReservationLost = false;
        }
        gaps.removeIf(gap -> gap.last() < firstSequence); // in a segment that was about to be deleted
        if (begin > firstSequence) {
            gaps.addFirst(new Gap(firstSequence, begin - 1));
        }
        if (isReservationLost) {
            nextId += ID_BLOCK;
        }
    }

    /** Returns the sequence number of the last record. */
    long last() {
        return last;
    }

    /** Returns the id of the next message: no id from this one on has been used. */
    long nextId() {
        return nextId;
    }

    /** Returns what is missing. To be called after {@link #end}. */
    List<Gap> gaps() {
        return gaps;
    }

    /** Returns the queue of a live message. */
    Optional<String> queue(long id) {
        return Optional.ofNullable(living.get(id)).map(QueueMessage::queue);
    }

    /** Returns the live messages in the order of their ids. */
    List<QueueMessage> messages() {
        return living.values().stream().sorted(Comparator.comparingLong(QueueMessage::id)).toList();
    }
}
