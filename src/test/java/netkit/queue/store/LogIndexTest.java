package netkit.queue.store;

import static netkit.queue.store.StoreFolders.message;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import netkit.queue.DeadLetterReason;

class LogIndexTest {
    private static final int SEGMENT_BYTES = 1000;

    private final LogIndex index = new LogIndex(SEGMENT_BYTES);
    private final List<Segment> segments = new ArrayList<>();

    private Segment begin() {
        Segment segment = new Segment(segments.size() + 1, 10L * segments.size() + 1);
        segment.setUsed(SEGMENT_BYTES);
        segments.add(segment);
        index.begin(segment);
        return segment;
    }

    private QueueMessage put(long id, Segment segment) {
        QueueMessage message = message(id, 400);
        index.put(message, segment, 0);
        return message;
    }

    @Test
    void onlyTheOldestSegmentIsDeletedAndOnlyWithoutLiveMessages() {
        Segment first = begin();
        QueueMessage one = put(1, first);
        Segment second = begin();
        QueueMessage two = put(2, second);
        begin();

        index.delete(two);
        assertEquals(Optional.empty(), index.emptySegment(), "its records override older ones");
        index.delete(one);
        assertEquals(Optional.of(first), index.emptySegment());
        assertEquals(first, index.removeOldest());
        assertEquals(Optional.of(second), index.emptySegment());
        assertEquals(11, index.firstSequence());
    }

    @Test
    void openSegmentIsNotDeleted() {
        begin();
        assertEquals(Optional.empty(), index.emptySegment());
        assertEquals(Optional.empty(), index.compactable(false));
    }

    @Test
    void deadLetterReplacesTheMessageThatItWas() {
        Segment first = begin();
        QueueMessage message = put(1, first);
        Segment second = begin();
        QueueMessage dead = message.asDeadLetter("q.dead", DeadLetterReason.REJECTED);
        index.put(dead, second, 5);

        assertEquals(Optional.of(first), index.emptySegment());
        assertEquals(List.of(dead), second.messages());
    }

    @Test
    void deadLetterDeletedBeforeItIsStoredDeletesTheMessageThatItWas() {
        Segment first = begin();
        QueueMessage message = put(1, first);
        begin();
        index.delete(message.asDeadLetter("q.dead", DeadLetterReason.REJECTED));

        assertEquals(Optional.of(first), index.emptySegment());
    }

    @Test
    void oldestSegmentIsCompactableWhenLessThanHalfOfTheLogIsLive() {
        Segment first = begin();
        put(1, first);
        List<QueueMessage> rest = new ArrayList<>();
        for (int id = 2; id <= 10; id += 2) {
            Segment segment = begin();
            rest.add(put(id, segment));
            rest.add(put(id + 1, segment));
        }
        assertEquals(Optional.empty(), index.compactable(false));

        rest.subList(0, 6).forEach(index::delete);
        assertEquals(Optional.of(first), index.compactable(false));
    }

    @Test
    void shortLogIsNotCompactedUnlessTheDiskIsFull() {
        put(1, begin());
        begin();
        begin();
        begin();
        assertEquals(Optional.empty(), index.compactable(false));
        assertEquals(Optional.of(segments.getFirst()), index.compactable(true), "on a full disk");
    }

    @Test
    void manyShortSegmentsAreCompactable() {
        for (int i = 1; i <= 5; i++) {
            put(i, begin());
            segments.getLast().setUsed(1);
        }
        for (int i = 0; i < 100; i++) {
            begin().setUsed(1);
        }
        assertEquals(Optional.of(segments.getFirst()), index.compactable(false));
    }

    @Test
    void segmentForgetsDeletedMessages() {
        Segment segment = begin();
        List<QueueMessage> messages = new ArrayList<>();
        for (int id = 1; id <= 100; id++) {
            messages.add(put(id, segment));
        }
        messages.subList(0, 99).forEach(index::delete);

        assertEquals(List.of(messages.getLast()), segment.messages());
        assertEquals(messages.getLast().storedLength(), segment.liveBytes());
    }
}
