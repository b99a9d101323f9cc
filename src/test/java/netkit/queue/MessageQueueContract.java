package netkit.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

import netkit.queue.QueueStats.Metric;
import netkit.queue.client.QueueConnector;
import netkit.testing.StubSocketFactory;

/** The contract of every implementation; each test has a queue of its own. */
@Timeout(60)
public abstract class MessageQueueContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    /** Time without a message after which none is expected; if too short, a test may miss a fault but never fails wrongly. */
    private static final Duration QUIET = Duration.ofMillis(300);

    private MessageQueue messages;
    private String queue;

    /** Returns the URL of a server that delivers a message at most 10 times. */
    public abstract String url();

    @BeforeEach
    void connect(TestInfo test) throws IOException {
        messages = QueueConnector.connect(URI.create(url()));
        queue = test.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    void disconnect() throws IOException {
        messages.close();
    }

    private void publish(String... texts) throws Exception {
        for (String text : texts) {
            messages.publish(queue, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Delivery next(Subscription subscription) throws Exception {
        Delivery delivery = subscription.next(TIMEOUT);
        assertNotNull(delivery, "a message must arrive");
        return delivery;
    }

    private static String text(Delivery delivery) {
        return new String(delivery.body(), StandardCharsets.UTF_8);
    }

    @Test
    void messageArrivesUnchangedWhateverItsBytes() throws Exception {
        byte[] all = new byte[300_000];
        new Random(1).nextBytes(all);
        List<byte[]> bodies = List.of(new byte[0],
                "MSG x 1 1 first 5\r\n-ERR\r\n".getBytes(StandardCharsets.UTF_8),
                all);
        for (byte[] body : bodies) {
            messages.publish(queue, body);
        }

        try (Subscription consumer = messages.consume(queue, 1)) {
            for (byte[] body : bodies) {
                Delivery delivery = next(consumer);
                assertArrayEquals(body, delivery.body());
                assertEquals(queue, delivery.queue());
                assertEquals(1, delivery.count());
                assertFalse(delivery.redelivered());
                assertEquals(Optional.empty(), delivery.deadLetter());
                consumer.ack(delivery);
            }
        }
    }

    @Test
    void messageWaitsForAConsumerAfterItsProducerDisconnects() throws Exception {
        try (MessageQueue producer = QueueConnector.connect(URI.create(url()))) {
            producer.publish(queue, "kept".getBytes(StandardCharsets.UTF_8));
        }

        try (Subscription consumer = messages.consume(queue, 1)) {
            assertEquals("kept", text(next(consumer)));
        }
    }

    @Test
    void messagesAreDeliveredInTheOrderOfPublishing() throws Exception {
        int count = 500;
        CountDownLatch confirmed = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            messages.publish(queue, Integer.toString(i).getBytes(StandardCharsets.UTF_8), Duration.ZERO,
                    outcome -> {
                        if (outcome instanceof PublishOutcome.Stored) {
                            confirmed.countDown();
                        }
                    });
        }
        assertTrue(confirmed.await(60, TimeUnit.SECONDS), "all are confirmed");

        try (Subscription consumer = messages.consume(queue, 50)) {
            for (int i = 0; i < count; i++) {
                Delivery delivery = next(consumer);
                assertEquals(Integer.toString(i), text(delivery));
                consumer.ack(delivery);
            }
            assertNull(consumer.next(QUIET));
        }
    }

    @Test
    void manyProducersReceiveAllConfirmsAndNothingIsLost() throws Exception {
        int producers = 4;
        int each = 200;
        AtomicInteger confirmed = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            String name = "producer " + p + " ";
            threads.add(Thread.ofVirtual().start(() -> {
                try (MessageQueue own = QueueConnector.connect(URI.create(url()))) {
                    CountDownLatch all = new CountDownLatch(each);
                    for (int i = 0; i < each; i++) {
                        own.publish(queue, (name + i).getBytes(StandardCharsets.UTF_8), Duration.ZERO,
                                outcome -> {
                                    if (outcome instanceof PublishOutcome.Stored) {
                                        confirmed.incrementAndGet();
                                    }
                                    all.countDown();
                                });
                    }
                    all.await();
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        Set<String> received = new HashSet<>();
        try (Subscription consumer = messages.consume(queue, 20)) {
            while (received.size() < producers * each) {
                Delivery delivery = next(consumer);
                assertTrue(received.add(text(delivery)), text(delivery) + " was delivered twice");
                consumer.ack(delivery);
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(producers * each, confirmed.get());
    }

    @Test
    void consumersReceiveMessagesRoundRobinAndNoneTwice() throws Exception {
        try (Subscription one = messages.consume(queue, 10); Subscription two = messages.consume(queue, 10)) {
            publish("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

            Set<String> all = new HashSet<>();
            for (int i = 0; i < 5; i++) {
                assertTrue(all.add(text(next(one))));
                assertTrue(all.add(text(next(two))));
            }
            assertEquals(10, all.size());
            assertNull(one.next(QUIET));
            assertNull(two.next(Duration.ZERO));
        }
    }

    @Test
    void prefetchLimitsUnacknowledgedMessages() throws Exception {
        publish("a", "b", "c");
        try (Subscription consumer = messages.consume(queue, 2)) {
            Delivery first = next(consumer);
            next(consumer);
            assertNull(consumer.next(QUIET), "two are unacknowledged");

            consumer.ack(first);
            assertEquals("c", text(next(consumer)));
        }
    }

    @Test
    void unacknowledgedMessageIsRedeliveredAfterItsConsumerDisconnects() throws Exception {
        publish("done", "not done");
        try (Subscription consumer = messages.consume(queue, 2)) {
            Delivery done = next(consumer);
            next(consumer);
            consumer.ack(done);
            consumer.sync();
        }

        try (Subscription consumer = messages.consume(queue, 2)) {
            Delivery redelivery = next(consumer);
            assertEquals("not done", text(redelivery));
            assertTrue(redelivery.redelivered());
            assertEquals(2, redelivery.count());
            consumer.ack(redelivery);
            assertNull(consumer.next(QUIET), "the acknowledged message is deleted");
        }
    }

    @Test
    void requeuedMessageKeepsItsPlaceAndId() throws Exception {
        publish("a", "b");
        try (Subscription consumer = messages.consume(queue, 1)) {
            Delivery first = next(consumer);
            consumer.requeue(first);

            Delivery redelivery = next(consumer);
            assertEquals("a", text(redelivery));
            assertEquals(first.id(), redelivery.id());
            assertTrue(redelivery.redelivered());
            consumer.ack(redelivery);
            Delivery other = next(consumer);
            assertEquals("b", text(other));
            assertFalse(other.redelivered());
        }
    }

    @Test
    void rejectedMessageIsDeadLettered() throws Exception {
        publish("bad", "good");
        try (Subscription consumer = messages.consume(queue, 1)) {
            consumer.reject(next(consumer));
            Delivery good = next(consumer);
            assertEquals("good", text(good));
            consumer.ack(good);
        }

        try (Subscription deadLetters = messages.consume(QueueName.deadLetterQueue(queue), 1)) {
            Delivery dead = next(deadLetters);
            assertEquals("bad", text(dead));
            assertEquals(Optional.of(new DeadLetter(DeadLetterReason.REJECTED, queue)), dead.deadLetter());
        }
    }

    @Test
    void messageIsDeadLetteredAfterTenDeliveries() throws Exception {
        publish("poison");
        try (Subscription consumer = messages.consume(queue, 1);
                Subscription deadLetters = messages.consume(QueueName.deadLetterQueue(queue), 1)) {
            for (int delivery = 1; delivery <= 10; delivery++) {
                Delivery poison = next(consumer);
                assertEquals(delivery, poison.count());
                consumer.requeue(poison);
            }

            Delivery dead = next(deadLetters);
            assertEquals("poison", text(dead));
            assertEquals(Optional.of(new DeadLetter(DeadLetterReason.DELIVERY_LIMIT, queue)),
                    dead.deadLetter());
            assertNull(consumer.next(QUIET));
        }
    }

    @Test
    void expiredMessageIsDeadLettered() throws Exception {
        messages.publish(queue, "late".getBytes(StandardCharsets.UTF_8), Duration.ofMillis(20), _ -> {});

        try (Subscription deadLetters = messages.consume(QueueName.deadLetterQueue(queue), 1)) {
            Delivery dead = next(deadLetters);
            assertEquals("late", text(dead));
            assertEquals(Optional.of(new DeadLetter(DeadLetterReason.EXPIRED, queue)), dead.deadLetter());
        }
        try (Subscription consumer = messages.consume(queue, 1)) {
            assertNull(consumer.next(QUIET));
        }
    }

    @Test
    void purgeDeletesReadyMessagesAndReturnsTheirNumber() throws Exception {
        publish("a", "b", "c");
        try (Subscription consumer = messages.consume(queue, 1)) {
            Delivery first = next(consumer);

            assertEquals(2, messages.purge(queue));

            consumer.ack(first);
            assertNull(consumer.next(QUIET));
        }
    }

    @Test
    void statisticsCountReadyMessagesAndConsumers() throws Exception {
        publish("a", "b", "c");
        try (Subscription consumer = messages.consume(queue, 1)) {
            next(consumer);

            awaitMetric(Metric.READY, 2);
            awaitMetric(Metric.CONSUMERS, 1);
        }
    }

    /** Some servers update their counts with a delay. */
    private void awaitMetric(Metric metric, long value) throws Exception {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        List<QueueStats> stats = messages.stats(List.of(queue));
        while (stats.getFirst().get(metric).orElse(-1) != value) {
            assertTrue(System.nanoTime() < deadline, metric + " must become " + value + ": " + stats);
            Thread.sleep(Duration.ofMillis(50));
            stats = messages.stats(List.of(queue));
        }
    }

    @Test
    void unusedQueueHasNoStatistics() throws Exception {
        assertEquals(List.of(), messages.stats(List.of("never-used")));
    }

    @Test
    void clientUsesTheSocketsAndTheAddressOfItsRoute() throws Exception {
        URI server = URI.create(url());
        InetSocketAddress address = QueueUrl.server(server).resolve();
        URI nowhere = URI.create(
                url().replace("" + server.getPort(), "1").replace(server.getHost(), "nowhere.invalid"));
        List<Socket> sockets = new ArrayList<>();
        Route route = new Route(new StubSocketFactory(() -> {
            sockets.add(new Socket());
            return sockets.getLast();
        }), Optional.of(address));

        try (MessageQueue producer = QueueConnector.connect(nowhere, route)) {
            producer.publish(queue, "by another way".getBytes(StandardCharsets.UTF_8));
            try (Subscription consumer = QueueConnector.subscribe(nowhere, route, queue, 1)) {
                Delivery delivery = next(consumer);
                assertEquals("by another way", text(delivery));
                CountDownLatch acknowledged = new CountDownLatch(1);
                consumer.settle(delivery, Settlement.ACK, acknowledged::countDown);
                assertTrue(acknowledged.await(60, TimeUnit.SECONDS), "the acknowledgement is confirmed");
                assertEquals(2, sockets.size(), "one each");

                sockets.getLast().close();
                assertThrows(IOException.class, () -> consumer.next(TIMEOUT), "its socket is closed");
            }
        }
    }

    @Test
    void invalidNameIsRefusedBeforeAnythingIsSent() throws Exception {
        assertThrows(IllegalArgumentException.class, () -> messages.publish("a b", new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> messages.consume("", 1));
        publish("the connection is still usable");
    }
}
