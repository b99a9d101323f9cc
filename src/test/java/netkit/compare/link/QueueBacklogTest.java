package netkit.compare.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;

import org.junit.jupiter.api.Test;

class QueueBacklogTest {
    private final QueueBacklog backlog = new QueueBacklog();

    @Test
    void aMessageIsOwedUntilItIsKnownToBeAcknowledgedAndThatMayBeBeforeItIsConfirmed() {
        backlog.published(0);
        backlog.acknowledging(0);
        backlog.acknowledged(0);
        assertEquals(0, backlog.owed());
        assertEquals(1, backlog.unconfirmed());

        backlog.confirmed(0);
        assertEquals(0, backlog.unconfirmed());
    }

    @Test
    void whatIsRefusedIsNotOwedAndIsToldOfOnceAndInTheEnd() {
        backlog.published(0);
        backlog.published(1);
        backlog.refused(0, "full");
        backlog.withdrawn(0); // some connections both say so and fail
        backlog.confirmed(1);

        assertEquals(1, backlog.owed());
        assertEquals(0, backlog.unconfirmed());
        assertEquals(Optional.of("an earlier message was refused: full"), backlog.newRefusal());
        assertEquals(Optional.empty(), backlog.newRefusal());
        assertEquals(Optional.of("1 messages were accepted by send and then not stored: full"),
                backlog.refusals());
    }

    @Test
    void anAcknowledgementWhoseAnswerWasLostIsInDoubtUntilTheQueueIsEmpty() {
        backlog.published(0);
        backlog.published(1);
        backlog.acknowledging(1);
        assertFalse(backlog.isEachSpokenOf());
        backlog.acknowledging(0);
        backlog.acknowledged(0);

        assertTrue(backlog.isEachSpokenOf());
        assertEquals(1, backlog.owed());
        assertArrayEquals(new int[] {1}, backlog.nowKnown());
        assertEquals(0, backlog.owed());
    }
}
