package netkit.queue.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import netkit.queue.DeadLetter;
import netkit.queue.DeadLetterReason;

class ReplayTest {
    private static final long BOOT = 7;

    private final Segment segment = new Segment(1, 1);
    private final Replay replay = new Replay();
    private long sequence;

    private void log(LogRecord... records) {
        for (LogRecord record : records) {
            replay.accept(new LogEntry(0, 0, ++sequence, record), segment);
        }
    }

    private static LogRecord put(long id) {
        return new LogRecord.Put(id, 0, 0, 0, "q", Optional.empty(), ByteBuffer.allocate(10));
    }

    private static LogRecord deadLetter(long id, int deliveriesBefore) {
        return new LogRecord.Put(id, 0, deliveriesBefore, deliveriesBefore, "q.dead",
                Optional.of(new DeadLetter(DeadLetterReason.REJECTED, "q")), ByteBuffer.allocate(10));
    }

    /** Returns the deliveries of the live messages by their ids. */
    private Map<Long, Integer> living() {
        return replay.messages().stream()
                .collect(Collectors.toMap(QueueMessage::id, QueueMessage::deliveries));
    }

    private void end() {
        replay.end(Optional.empty());
        replay.opened(BOOT);
    }

    private void endWithMark(long synced, long idLimit, long firstSequence) {
        replay.end(Optional.of(new LogEntry(0, 0, synced, new LogRecord.Checkpoint(idLimit, firstSequence))));
        replay.opened(BOOT);
    }

    @Test
    void messageIsLiveFromItsPutToItsDelete() {
        log(new LogRecord.Opened(BOOT), put(1), put(2), new LogRecord.Deleted(1), new LogRecord.Deleted(9));
        end();
        assertEquals(Map.of(2L, 0), living());
    }

    @Test
    void deliveriesBeforeTheMessageIsStoredAreInItsPut() {
        log(new LogRecord.Opened(BOOT), new LogRecord.Delivered(1, 1),
                new LogRecord.Put(1, 0, 0, 1, "q", Optional.empty(), ByteBuffer.allocate(10)), put(2),
                new LogRecord.Delivered(2, 1), new LogRecord.Delivered(2, 2), put(3));
        end();
        assertEquals(Map.of(1L, 1, 2L, 2, 3L, 0), living());
    }

    @Test
    void deadLetterReplacesTheMessageAndItsDeliveriesStartAtZero() {
        log(new LogRecord.Opened(BOOT), put(1), new LogRecord.Delivered(1, 1), new LogRecord.Delivered(1, 2),
                deadLetter(1, 2));
        end();
        assertEquals(Map.of(1L, 0), living());
        assertEquals("q.dead", replay.messages().getFirst().queue());

        log(new LogRecord.Delivered(1, 3));
        assertEquals(Map.of(1L, 1), living());
    }

    @Test
    void copyInANewSegmentReplacesTheMessage() {
        Segment next = new Segment(2, 5);
        log(new LogRecord.Opened(BOOT), put(1));
        replay.accept(new LogEntry(50, 0, ++sequence, put(1)), next);
        end();
        QueueMessage copied = replay.messages().getFirst();
        assertEquals(next, copied.segment());
        assertEquals(50, copied.offset());
    }

    @Test
    void missingRecordsAreCountedAndOlderMessagesFlagged() {
        log(new LogRecord.Opened(BOOT), put(1));
        sequence += 3;
        log(put(2));
        end();
        assertEquals(List.of(new Replay.Gap(3, 5)), replay.gaps());
        assertEquals(Map.of(1L, 1, 2L, 0), living());
    }

    @Test
    void missingEndIsDetectedByTheMark() {
        log(new LogRecord.Checkpoint(100, 1), new LogRecord.Opened(BOOT), put(1));
        endWithMark(5, 300, 1);
        assertEquals(List.of(new Replay.Gap(4, 5)), replay.gaps());
        assertEquals(5, replay.last());
        assertEquals(300, replay.nextId());
        assertEquals(Map.of(1L, 1), living());
    }

    @Test
    void emptyLogMissesAllRecordsUpToTheMark() {
        endWithMark(50, 300, 11);
        assertEquals(List.of(new Replay.Gap(11, 50)), replay.gaps());
        assertEquals(300, replay.nextId());
        assertEquals(50, replay.last());
    }

    @Test
    void missingBeginningIsAGapUnlessItWasDeleted() {
        sequence = 10;
        log(new LogRecord.Checkpoint(100, 5), put(1));
        end();
        assertEquals(List.of(new Replay.Gap(5, 10)), replay.gaps());
    }

    @Test
    void gapBeforeTheFirstSequenceNumberIsIgnored() {
        log(new LogRecord.Opened(BOOT));
        sequence = 10;
        log(new LogRecord.Checkpoint(100, 11), put(1));
        end();
        assertEquals(List.of(), replay.gaps());
    }

    @Test
    void everyMessageIsFlaggedAfterACrashOfTheMachine() {
        log(new LogRecord.Opened(BOOT - 1), put(1), put(2), new LogRecord.Delivered(2, 4));
        end();
        assertEquals(Map.of(1L, 1, 2L, 4), living());
    }

    @Test
    void crashOfTheMachineIsRememberedInLaterStarts() {
        log(new LogRecord.Opened(BOOT - 1), put(1), new LogRecord.Opened(BOOT), put(2));
        end();
        assertEquals(Map.of(1L, 1, 2L, 0), living());
    }

    @Test
    void cleanStopLeavesNoMessageFlagged() {
        log(new LogRecord.Checkpoint(100_000, 1), new LogRecord.Opened(BOOT - 1), put(1),
                new LogRecord.Closed(2));
        end();
        assertEquals(Map.of(1L, 0), living());
        assertEquals(2, replay.nextId());
    }

    @Test
    void everyCrashCountsAsOneOfTheMachineIfTheBootIsUnknown() {
        log(new LogRecord.Opened(0), put(1));
        replay.end(Optional.empty());
        replay.opened(0);
        assertEquals(Map.of(1L, 1), living());
    }

    @Test
    void reservedIdsAreNotGivenOutAfterACrash() {
        log(new LogRecord.Checkpoint(500, 1), new LogRecord.Opened(BOOT), put(7));
        end();
        assertEquals(500, replay.nextId());
    }

    @Test
    void idsAreSkippedWhereAReservationMayBeMissing() {
        log(new LogRecord.Checkpoint(500, 1), new LogRecord.Opened(BOOT), put(7));
        sequence++;
        log(put(8));
        end();
        assertEquals(500 + Replay.ID_BLOCK, replay.nextId());
    }
}
