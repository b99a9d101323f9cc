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
    void messageIsUnacknowledgedUntilTheQueueConfirmsTheAck() {
        backlog.published(0);
        backlog.acknowledging(0);
        backlog.acknowledged(0);
        assertEquals(0, backlog.unacknowledged());
        assertEquals(1, backlog.unconfirmed());

        backlog.confirmed(0);
        assertEquals(0, backlog.unconfirmed());
    }

    @Test
    void refusedMessageIsReportedOnceAndAtTheEnd() {
        backlog.published(0);
        backlog.published(1);
        backlog.refused(0, "full");
        backlog.withdrawn(0); // some connections both say so and fail
        backlog.confirmed(1);

        assertEquals(1, backlog.unacknowledged());
        assertEquals(0, backlog.unconfirmed());
        assertEquals(Optional.of("an earlier message was refused: full"), backlog.takeRefusal());
        assertEquals(Optional.empty(), backlog.takeRefusal());
        assertEquals(Optional.of("1 messages were accepted by send and then not stored: full"),
                backlog.refusals());
    }

    @Test
    void ackWithALostConfirmationIsSettledWhenTheQueueIsEmpty() {
        backlog.published(0);
        backlog.published(1);
        backlog.acknowledging(1);
        assertFalse(backlog.isEachAckSent());
        backlog.acknowledging(0);
        backlog.acknowledged(0);

        assertTrue(backlog.isEachAckSent());
        assertEquals(1, backlog.unacknowledged());
        assertArrayEquals(new int[] {1}, backlog.takeUnacknowledged());
        assertEquals(0, backlog.unacknowledged());
    }
}
