package netkit.queue.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import netkit.queue.QueueLimits;
import netkit.queue.QueueStats;
import netkit.queue.store.QueueMessage;

/** Which queues there are: created on first use, limited in number, and removed when they are not in use. */
class QueueNamesTest {
    private static final long NOW = 1000;

    private final Queues queues = new Queues(new QueueLimits(100, 0, 0, 3, Duration.ZERO, Duration.ZERO), 1,
            new Queues.Effects() {
                @Override
                public void store(QueueMessage message) {}

                @Override
                public void delete(QueueMessage message) {}

                @Override
                public void roomFreed() {}

                @Override
                public void ackTimedOut(Consumer consumer, List<QueueMessage> overdue) {}
            });

    private void publish(String queue) {
        queues.publish(queues.queue(queue), new byte[1], 0, NOW);
    }

    @Test
    void numberOfQueuesIsLimited() {
        for (int i = 0; i < 10_000; i++) {
            publish("q" + i);
        }
        queues.declare("q0", "10.0.0.1");
        assertThrows(IllegalArgumentException.class, () -> queues.declare("one-more", "10.0.0.1"));
    }

    /** Else one client could take all names: a PUT of one byte is enough for each. */
    @Test
    void anAddressHasAShareOfTheQueues() {
        for (int i = 0; i < 2500; i++) {
            queues.publish(queues.declare("q" + i, "10.0.0.1"), new byte[1], 0, NOW);
        }
        String message = assertThrows(IllegalArgumentException.class,
                () -> queues.declare("one-more", "10.0.0.1")).getMessage();
        assertEquals("10.0.0.1 has created 2500 queues that are in use, the maximum for one address",
                message);
        queues.declare("one-more", "10.0.0.2");
        queues.declare("q7", "10.0.0.1"); // exists
        queues.purge("q7");
        queues.declare("in place of q7", "10.0.0.1");
        assertThrows(IllegalArgumentException.class, () -> {
            queues.publish(queues.declare("in place of q7", "10.0.0.1"), new byte[1], 0, NOW);
            queues.declare("another", "10.0.0.1");
        });
        queues.declare("q8", "10.0.0.1");
    }

    @Test
    void unusedQueueIsRemovedToMakeRoomForANewOne() {
        queues.subscribe(queues.queue("consumed"), "consumer", 1, () -> {}, NOW);
        publish("filled");
        queues.queue("waited for").producerBlocked();
        for (int i = 3; i < 10_000; i++) {
            queues.declare("q" + i, "10.0.0." + i % 5);
        }
        for (int i = 0; i < 10_000; i++) {
            queues.declare("more" + i, "10.0.0." + i % 5);
        }

        List<String> names = queues.stats().stream().map(QueueStats::queue).toList();
        assertEquals(10_000, names.size());
        assertTrue(names.containsAll(List.of("consumed", "filled", "waited for")));
    }

    @Test
    void purgingAMissingQueueDoesNotCreateIt() {
        assertEquals(0, queues.purge("q"));
        assertEquals(List.of(), queues.stats());
    }
}
