package netkit.queue.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out what the records of a log amount to, read in order: which messages live, how often each may have been
 * delivered, and which records are missing. It does no I/O.
 */
final class Replay {
    /** Records that are missing, by their sequence numbers. */
    record Gap(long first, long last) {
        long records() {
            return last - first + 1;
        }
    }

    /** Ids are reserved in blocks of this size; that of the next message jumps by one where a reservation may be lost. */
    static final long ID_BLOCK = 100_000;

    private final Map<Long, QueueMessage> living = new HashMap<>();
    /** Of messages that are delivered before they are stored. */
    private final Map<Long, Integer> early = new HashMap<>();
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
        switch (entry.record()) {
            case LogRecord.Put put -> put(put, segment, entry.offset());
            case LogRecord.Delivered delivered -> delivered(delivered);
            case LogRecord.Deleted deleted -> {
                use(deleted.id());
                living.remove(deleted.id());
                early.remove(deleted.id());
            }
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
        use(put.id());
        QueueMessage message = new QueueMessage(put.id(), put.queue(), put.body().remaining(),
                put.expiresAt(), put.deadLetter(), put.deliveriesBefore(), null);
        message.setPlace(segment, offset);
        Integer times = early.remove(put.id());
        message.deliveredAtLeast(times == null ? put.deliveries() : Math.max(times, put.deliveries()));
        living.put(put.id(), message);
    }

    private void delivered(LogRecord.Delivered delivered) {
        use(delivered.id());
        QueueMessage message = living.get(delivered.id());
        if (message != null) {
            message.deliveredAtLeast(delivered.deliveries());
        } else {
            early.put(delivered.id(), delivered.deliveries());
        }
    }

    private void use(long id) {
        nextId = Math.max(nextId, id + 1);
    }

    private void reserved(LogRecord.Checkpoint checkpoint) {
        nextId = Math.max(nextId, checkpoint.idLimit());
        firstSequence = Math.max(firstSequence, checkpoint.firstSequence());
    }

    private void expect(long sequence) {
        if (sequence > last + 1) {
            gaps.add(new Gap(last + 1, sequence - 1));
            isReservationLost = true;
            countAllAsDelivered(); // that is what the missing records may have said of older messages
        }
    }

    /**
     * A server opens the log.
     *
     * @param now the present start of the machine; 0 when it is not known
     */
    void opened(long now) {
        if (!isClosed && (now == 0 || now != boot)) {
            countAllAsDelivered(); // deliveries are not forced to disk: the machine's crash may have lost some
        }
        isClosed = false;
        boot = now;
    }

    private void countAllAsDelivered() {
        living.values().forEach(QueueMessage::countAsDelivered);
    }

    /** @param mark the last checkpoint that was outside the log, its sequence number that of the last record forced to disk */
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
        gaps.removeIf(gap -> gap.last() < firstSequence); // of a segment that was to be deleted
        if (begin > firstSequence) {
            gaps.addFirst(new Gap(firstSequence, begin - 1));
        }
        if (isReservationLost) {
            nextId += ID_BLOCK;
        }
    }

    /** The sequence number of the last record. */
    long last() {
        return last;
    }

    /** No id from here on was ever given out. */
    long nextId() {
        return nextId;
    }

    /** What is missing; to be asked at the end. */
    List<Gap> gaps() {
        return gaps;
    }

    /** The queue of a message that lives. */
    Optional<String> queue(long id) {
        return Optional.ofNullable(living.get(id)).map(QueueMessage::queue);
    }

    /** The messages that live, in the order of their ids. */
    List<QueueMessage> messages() {
        return living.values().stream().sorted(Comparator.comparingLong(QueueMessage::id)).toList();
    }
}
