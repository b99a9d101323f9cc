package netkit.queue.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import netkit.queue.DeadLetter;
import netkit.queue.DeadLetterReason;
import netkit.queue.QueueLimits;
import netkit.queue.QueueStats.Metric;
import netkit.queue.Settlement;
import netkit.queue.store.QueueMessage;

/** The rules of the server, on clocks that the test advances. */
class QueuesTest {
    private final List<String> effects = new ArrayList<>();
    private long now = 1000;
    private long nanos = 5_000_000;

    private final Queues.Effects recorder = new Queues.Effects() {
        @Override
        public void store(QueueMessage message) {
            effects.add("store " + message.id() + " in " + message.queue());
        }

        @Override
        public void delete(QueueMessage message) {
            effects.add("delete " + message.id());
        }

        @Override
        public void roomFreed() {}

        @Override
        public void ackTimedOut(Consumer consumer, List<QueueMessage> overdue) {
            effects.add(
                    "requeue " + overdue.stream().map(QueueMessage::id).toList() + " from "
                            + consumer.name());
        }
    };

    private Queues queues = new Queues(limits(0, 0, 3, Duration.ZERO, Duration.ZERO), 1, recorder);

    private static QueueLimits limits(int length, long bytes, int deliveries, Duration ackTimeout,
            Duration ttl) {
        return new QueueLimits(100, length, bytes, deliveries, ackTimeout, ttl);
    }

    private QueueMessage publish(String queue, int ttl) {
        return queues.publish(queues.queue(queue), "x".getBytes(StandardCharsets.US_ASCII), ttl, now);
    }

    private Consumer subscribe(String queue, int prefetch) {
        return queues.subscribe(queues.queue(queue), "slow", prefetch, () -> {}, now);
    }

    /** Returns the ids of the messages delivered now, such as {@code 1, 2}. */
    private String take(Consumer consumer) {
        return queues.take(consumer, nanos).stream().map(message -> "" + message.id())
                .collect(Collectors.joining(", "));
    }

    private long metric(String queue, Metric metric) {
        return queues.queue(queue).stats().get(metric).orElseThrow();
    }

    @Test
    void nackedMessageReturnsToItsPlace() {
        for (int i = 0; i < 5; i++) {
            publish("q", 0);
        }
        Consumer one = subscribe("q", 3);
        assertEquals("1, 2, 3", take(one));

        queues.settle(one, 2, Settlement.NACK, now);
        assertEquals("2", take(one));
        queues.unsubscribe(one, now);

        assertEquals("1, 2, 3, 4, 5", take(subscribe("q", 9)));
    }

    @Test
    void consumerWithoutCreditIsSkippedAndCatchesUpLater() {
        Consumer busy = subscribe("q", 1);
        Consumer idle = subscribe("q", 3);
        for (int i = 0; i < 5; i++) {
            publish("q", 0);
        }
        assertEquals("1", take(busy));
        assertEquals("2, 3, 4", take(idle));

        queues.settle(busy, 1, Settlement.ACK, now);
        assertEquals("5", take(busy));
    }

    @Test
    void assignedButUntakenMessageDoesNotCountAsDelivered() {
        QueueMessage message = publish("q", 0);
        queues.unsubscribe(subscribe("q", 1), now);

        assertEquals(0, message.deliveries());
        assertEquals("1", take(subscribe("q", 1)));
        assertEquals(1, message.deliveries());
    }

    @Test
    void overdueMessageIsRequeuedAndItsPrefetchSlotStaysOccupiedUntilSettled() {
        queues = new Queues(limits(0, 0, 0, Duration.ofMillis(100), Duration.ZERO), 1, recorder);
        Consumer slow = subscribe("q", 1);
        publish("q", 0);
        publish("q", 0);
        assertEquals("1", take(slow));

        nanos += 99_999_999;
        now += 3_600_000; // the clock is set forward by an hour
        queues.tick(nanos, now);
        assertFalse(slow.isOverdue(1));
        nanos++;
        queues.tick(nanos, now);
        assertTrue(slow.isOverdue(1));
        assertEquals("requeue [1] from slow", effects.getLast());
        assertEquals("", take(slow));
        Consumer other = subscribe("q", 1);
        assertEquals("1", take(other));

        assertFalse(queues.settle(slow, 1, Settlement.ACK, now), "another consumer holds it now");
        assertEquals("2", take(slow));
        assertTrue(queues.settle(other, 1, Settlement.ACK, now));
    }

    @Test
    void messageIsStoredWithItsQueueAndDeletedOnAcknowledgement() {
        Consumer consumer = subscribe("q", 2);
        publish("q", 0);
        publish("q", 0);
        take(consumer);
        queues.settle(consumer, 1, Settlement.ACK, now);
        queues.settle(consumer, 2, Settlement.REJECT, now);

        assertEquals(List.of("store 1 in q", "store 2 in q", "delete 1", "store 2 in q.dead"), effects);
        assertEquals(1, metric("q.dead", Metric.READY));
        assertEquals(1, metric("q", Metric.DEAD));
        assertEquals(0, metric("q", Metric.BYTES));
    }

    @Test
    void deadLetterQueueHasNoDeliveryLimit() {
        publish("q", 0);
        Consumer consumer = subscribe("q", 1);
        for (int i = 0; i < 3; i++) {
            assertEquals("1", take(consumer));
            queues.settle(consumer, 1, Settlement.NACK, now);
        }
        assertEquals("", take(consumer));

        Consumer deadLetters = subscribe("q.dead", 1);
        for (int i = 0; i < 10; i++) {
            assertEquals("1", take(deadLetters));
            queues.settle(deadLetters, 1, Settlement.NACK, now);
        }
        assertEquals("1", take(deadLetters));
        queues.settle(deadLetters, 1, Settlement.REJECT, now);
        assertEquals("delete 1", effects.getLast());
    }

    @Test
    void deadLettersAreInTheOrderOfTheirIds() {
        Consumer consumer = subscribe("q", 3);
        for (int i = 0; i < 3; i++) {
            publish("q", 0);
        }
        take(consumer);
        queues.settle(consumer, 3, Settlement.REJECT, now);
        queues.settle(consumer, 1, Settlement.REJECT, now);
        queues.settle(consumer, 2, Settlement.REJECT, now);

        assertEquals("1, 2, 3", take(subscribe("q.dead", 9)));
    }

    @Test
    void expiredMessageIsNotDeliveredEvenBehindOneThatIs() {
        publish("q", 0);
        publish("q", 10);
        publish("q", 0);
        now += 10;

        assertEquals("1, 3", take(subscribe("q", 9)));
        assertEquals("2", take(subscribe("q.dead", 9)));
    }

    @Test
    void messageExpiringBehindAnotherIsDeadLetteredAndFreesRoom() {
        queues = new Queues(limits(3, 0, 0, Duration.ZERO, Duration.ZERO), 1, recorder);
        publish("q", 0);
        publish("q", 50);
        publish("q", 10);
        assertFalse(queues.hasRoom(queues.queue("q")));

        now += 10;
        queues.tick(nanos, now);
        assertTrue(queues.hasRoom(queues.queue("q")));
        assertEquals(2, metric("q", Metric.READY));
        assertEquals(2, metric("q", Metric.BYTES));
        assertEquals("3", take(subscribe("q.dead", 9)));

        now += 40;
        queues.tick(nanos, now);
        assertEquals("1", take(subscribe("q", 9)));
    }

    @Test
    void requeuedMessageExpires() {
        publish("q", 0);
        publish("q", 10);
        Consumer consumer = subscribe("q", 2);
        assertEquals("1, 2", take(consumer));
        now += 10;
        queues.tick(nanos, now);
        assertEquals(2, metric("q", Metric.UNACKED), "a consumer holds them");

        queues.unsubscribe(consumer, now);
        assertEquals(1, metric("q", Metric.READY));
        assertEquals("2", take(subscribe("q.dead", 9)));
    }

    @Test
    void orderIsKeptWhenMessagesExpireInBetween() {
        for (int i = 1; i <= 1000; i++) {
            publish("q", i % 10 == 0 ? 0 : 1 + i * 7 % 50);
        }
        for (int i = 0; i < 60; i++) {
            now++;
            queues.tick(nanos, now);
        }

        assertEquals(100, metric("q", Metric.READY));
        assertEquals(900, metric("q.dead", Metric.READY));
        assertEquals(
                IntStream.rangeClosed(1, 100).mapToObj(i -> "" + 10 * i).collect(Collectors.joining(", ")),
                take(subscribe("q", 2000)));
    }

    @Test
    void defaultTimeToLiveAppliesToMessagesWithoutOne() {
        queues = new Queues(limits(0, 0, 0, Duration.ZERO, Duration.ofMillis(10)), 1, recorder);
        publish("q", 0);
        publish("q", 20);
        now += 10;
        queues.tick(nanos, now);

        assertEquals(1, metric("q", Metric.READY));
        assertEquals(1, metric("q.dead", Metric.READY));
    }

    @Test
    void queueHasRoomUpToItsMaximumLengthOfReadyMessages() {
        queues = new Queues(limits(2, 0, 0, Duration.ZERO, Duration.ZERO), 1, recorder);
        publish("q", 0);
        assertTrue(queues.hasRoom(queues.queue("q")));
        publish("q", 0);
        assertFalse(queues.hasRoom(queues.queue("q")));
        assertTrue(queues.hasRoom(queues.queue("other")));

        subscribe("q", 1);
        assertTrue(queues.hasRoom(queues.queue("q")));
    }

    @Test
    void allQueuesShareTheByteLimit() {
        queues = new Queues(limits(0, 2, 0, Duration.ZERO, Duration.ZERO), 1, recorder);
        publish("q", 0);
        publish("p", 0);
        assertFalse(queues.hasRoom(queues.queue("other")));

        assertEquals(1, queues.purge("q"));
        assertTrue(queues.hasRoom(queues.queue("other")));
    }

    /** The messages that entered the queue must be those that are in it or have left it. */
    private void assertAccounted(String queue, long all) {
        assertEquals(all, metric(queue, Metric.FOUND) + metric(queue, Metric.PUBLISHED), queue + " in");
        assertEquals(all,
                Stream.of(Metric.READY, Metric.UNACKED, Metric.ACKED, Metric.DEAD, Metric.PURGED,
                        Metric.DROPPED)
                        .mapToLong(metric -> metric(queue, metric)).sum(),
                queue + " out");
    }

    @Test
    void metricsAccountForEveryMessage() {
        queues = new Queues(limits(0, 0, 3, Duration.ZERO, Duration.ZERO), 3, recorder);
        queues.recover(new QueueMessage(1, "q", 1, 0, Optional.empty(), 0, null));
        queues.recover(
                new QueueMessage(2, "q.dead", 1, 0,
                        Optional.of(new DeadLetter(DeadLetterReason.EXPIRED, "q")), 0, null));
        publish("q", 0);
        publish("q", 10);
        publish("q.dead", 10);
        publish("q", 0);
        queues.withdraw(publish("q", 0));
        now += 10;
        queues.tick(nanos, now);
        Consumer consumer = subscribe("q", 2);
        assertEquals("1, 3", take(consumer));
        queues.settle(consumer, 1, Settlement.ACK, now);
        queues.settle(consumer, 3, Settlement.REJECT, now);
        assertEquals("6", take(consumer));
        Consumer deadLetters = subscribe("q.dead", 1);
        take(deadLetters);
        queues.settle(deadLetters, 2, Settlement.REJECT, now);
        publish("q", 0);
        publish("q", 0);
        subscribe("other", 1);

        assertAccounted("q", 6);
        assertAccounted("q.dead", 4);
        assertEquals(2, metric("q.dead", Metric.DROPPED), "one expired, one rejected");
        queues.unsubscribe(consumer, now);
        assertEquals(3, queues.purge("q"));
        assertEquals(3, metric("q", Metric.PURGED));
        assertAccounted("q", 6);
    }

    @Test
    void unstoredMessageIsWithdrawnUnlessAConsumerHoldsIt() {
        QueueMessage waiting = publish("q", 0);
        publish("q", 0);
        queues.withdraw(waiting);
        assertEquals(1, metric("q", Metric.READY));
        Consumer consumer = subscribe("q", 9);
        assertEquals("2", take(consumer));

        QueueMessage taken = publish("q", 0);
        assertEquals("3", take(consumer));
        queues.withdraw(taken);
        assertTrue(queues.settle(consumer, 3, Settlement.ACK, now));
        assertTrue(queues.settle(consumer, 2, Settlement.ACK, now));
        assertEquals(0, metric("q", Metric.BYTES));
        assertEquals(0, queues.bytes());
    }
}
