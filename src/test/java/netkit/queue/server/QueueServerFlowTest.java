package netkit.queue.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import netkit.net.ConnectionLimits;
import netkit.net.Endpoint;
import netkit.queue.Delivery;
import netkit.queue.MessageQueue;
import netkit.queue.QueueStats.Metric;
import netkit.queue.QueueLimits;
import netkit.queue.Subscription;
import netkit.queue.client.QueueConnector;
import netkit.queue.protocol.Request;
import netkit.testing.Leftovers;
import netkit.testing.LineSocket;
import netkit.testing.ManualScheduler;

/** The embedded server's flow control, ack timeout and log, and its shutdown. */
@Timeout(60)
@Tag("slow")
class QueueServerFlowTest extends QueueServerFixture {
    @Test
    void producerOfAFullQueueWaitsAndNothingIsDropped() throws Exception {
        try (QueueServer server = start(EmbeddedServers.limits(2, 0, Duration.ZERO));
                MessageQueue messages = client(server);
                LineSocket producer = connect(server)) {
            producer.send("PUT q 1\n1\nPUT q 1\n2\nPUT q 1\n3\nPUT q 1\n4\n");
            assertEquals("+OK 1\r", producer.next());
            assertEquals("+OK 2\r", producer.next());
            awaitBlocked(messages, 1);
            messages.publish("other", new byte[1]);

            try (Subscription consumer = messages.consume("q", 1)) {
                for (int i = 1; i <= 4; i++) {
                    Delivery delivery = consumer.next(TIMEOUT);
                    assertEquals(Integer.toString(i), new String(delivery.body()));
                    consumer.ack(delivery);
                }
                assertTrue(producer.next().startsWith("+OK "));
                assertTrue(producer.next().startsWith("+OK "));
                awaitBlocked(messages, 0);
            }
        }
    }

    @Test
    void connectionBeyondTheShareOfAnAddressIsRefused() throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        try (QueueServer server = new QueueServer(new Endpoint(Endpoint.LOOPBACK, 0), Optional.empty(),
                QueueLimits.DEFAULT, new ConnectionLimits(10, 1), log::add);
                LineSocket first = connect(server);
                LineSocket second = connect(server)) {
            assertEquals(
                    List.of("-ERR 127.0.0.1 has 1 place already, the most for one address; try again later\r"),
                    second.readToEnd());
            first.send("PUT q 1\nx\n");
            assertEquals("+OK 1\r", first.next());
            Leftovers.await(() -> log.stream().anyMatch(line -> line.matches(
                    "refused 127\\.0\\.0\\.1:\\d+: 127\\.0\\.0\\.1 has 1 place already, the most for one address")),
                    log::toString);
        }
    }

    @Test
    void messageOfAProducerThatDisconnectsWhileWaitingIsDiscarded() throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        try (QueueServer server = new QueueServer(new Endpoint(Endpoint.LOOPBACK, 0), Optional.empty(),
                EmbeddedServers.limits(1, 0, Duration.ZERO), log::add);
                MessageQueue messages = client(server)) {
            messages.publish("q", "kept".getBytes());
            try (LineSocket closes = connect(server); LineSocket resets = connect(server)) {
                closes.send("PUT q 6\nclosed\n");
                resets.send("PUT q 5\nreset\nPUT q 5\nreset\nPUT q 5\nreset\n");
                awaitBlocked(messages, 2);
                resets.reset();
            }
            awaitBlocked(messages, 0);

            try (Subscription consumer = messages.consume("q", 9)) {
                assertEquals("kept", new String(consumer.next(TIMEOUT).body()));
                assertNull(consumer.next(Duration.ofMillis(300)));
            }
            Leftovers.await(() -> log.stream().filter(line -> line
                    .matches("- \\S+ disconnected while it waited for room in q; its message is not stored"))
                    .count() == 2, log::toString);
        }
    }

    @Test
    void messageOfAHalfClosedWaitingProducerIsStored() throws Exception {
        try (QueueServer server = start(EmbeddedServers.limits(1, 0, Duration.ZERO));
                MessageQueue messages = client(server);
                LineSocket producer = connect(server)) {
            messages.publish("q", new byte[1]);
            producer.send("PUT q 1\n1\n");
            producer.finishSending();
            awaitBlocked(messages, 1);
            producer.await("\r"); // the keep-alive that probes the connection
            producer.await("\r");
            assertEquals(1, messages.purge("q"));

            producer.await("\\+OK 2\r");
            assertEquals(1, messages.stats(List.of("q")).getFirst().get(Metric.READY).orElseThrow());
        }
    }

    @Test
    void abortedPublishesAreNotStoredLater() throws Exception {
        try (QueueServer server = start(EmbeddedServers.limits(1, 0, Duration.ZERO));
                MessageQueue messages = client(server)) {
            messages.publish("q", "kept".getBytes());
            try (MessageQueue producer = client(server)) {
                for (int i = 0; i < 100; i++) {
                    producer.publish("q", "given up".getBytes(), Duration.ZERO, _ -> {});
                }
                awaitBlocked(messages, 1);
            }
            Thread.sleep(Duration.ofMillis(150)); // longer than FlowControl.LONG_WAIT, so the producer is probed first

            try (Subscription consumer = messages.consume("q", 200)) {
                assertEquals("kept", new String(consumer.next(TIMEOUT).body()));
                assertNull(consumer.next(Duration.ofMillis(300)));
            }
        }
    }

    @Test
    void fullMemoryIsLoggedOnce() throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        try (QueueServer server = new QueueServer(new Endpoint(Endpoint.LOOPBACK, 0), Optional.empty(),
                EmbeddedServers.limits(0, 0, Duration.ZERO).withBytes(3 << 19), log::add);
                MessageQueue messages = client(server);
                MessageQueue producer = client(server)) {
            for (int i = 0; i < 4; i++) {
                producer.publish("q", new byte[1 << 20], Duration.ZERO, _ -> {});
            }
            awaitBlocked(messages, 1);
            try (Subscription consumer = messages.consume("q", 1)) {
                for (int i = 0; i < 3; i++) {
                    consumer.ack(consumer.next(TIMEOUT));
                }
                consumer.sync();
            }
            Leftovers.await(() -> log.stream().anyMatch(line -> line.startsWith("messages")), log::toString);
            assertEquals(List
                    .of("messages take 2.0 MiB of memory, the maximum: producers wait until messages are consumed"),
                    log.stream().filter(line -> line.startsWith("messages")).toList());
        }
    }

    private static void awaitBlocked(MessageQueue messages, long value) throws Exception {
        while (messages.stats(List.of("q")).stream()
                .noneMatch(queue -> queue.get(Metric.BLOCKED).orElseThrow() == value)) {
            Thread.sleep(Duration.ofMillis(5)); // the test's own timeout ends this
        }
    }

    @Test
    void messageNotAcknowledgedInTimeGoesToAnotherConsumer() throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        ManualScheduler scheduler = new ManualScheduler();
        try (QueueServer server = new QueueServer(new Endpoint(Endpoint.LOOPBACK, 0), Optional.empty(),
                EmbeddedServers.limits(0, 0, ACK_TIMEOUT), ConnectionLimits.NONE, scheduler, log::add);
                MessageQueue messages = client(server);
                Subscription slow = messages.consume("q", 1)) {
            messages.publish("q", new byte[1]);
            Delivery late = slow.next(TIMEOUT);
            scheduler.advance(ACK_TIMEOUT.plusSeconds(1));
            try (Subscription other = messages.consume("q", 1)) {
                Delivery redelivery = other.next(TIMEOUT);
                assertEquals(late.id(), redelivery.id());
                assertTrue(redelivery.redelivered());
                other.ack(redelivery);
                other.sync();

                slow.ack(late);
                IOException failure = assertThrows(IOException.class, slow::sync);
                assertEquals("the acknowledgement of message 1 timed out: it was requeued",
                        failure.getMessage());
                Leftovers.await(() -> log.stream().anyMatch(line -> line
                        .matches("\\S+ did not acknowledge message 1 of q within 90 s: requeued; "
                                + "the consumer's prefetch slot stays occupied until it responds")),
                        log::toString);
            }
        }
    }

    @Test
    void logThatBlocksDoesNotHoldUpTheServer() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        ManualScheduler scheduler = new ManualScheduler();
        try (QueueServer server = new QueueServer(new Endpoint(Endpoint.LOOPBACK, 0), Optional.empty(),
                EmbeddedServers.limits(0, 0, ACK_TIMEOUT), ConnectionLimits.NONE, scheduler,
                _ -> awaitUninterrupted(reading));
                MessageQueue messages = client(server);
                Subscription slow = messages.consume("q", 1)) {
            messages.publish("q", new byte[1]);
            slow.next(TIMEOUT);
            scheduler.advance(ACK_TIMEOUT.plusSeconds(1)); // logged with the broker's lock held
            messages.publish("other", new byte[1]);
            try (Subscription other = messages.consume("other", 1)) {
                assertEquals("2", other.next(TIMEOUT).id());
            }
        } finally {
            reading.countDown();
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void clientsAreNotifiedOfShutdownAndConfirmedMessagesSurviveARestart(@TempDir Path folder)
            throws Exception {
        QueueServer first = EmbeddedServers.start(Optional.of(folder), EmbeddedServers.TEN_DELIVERIES);
        String url = "mq://" + first.endpoint();
        try (MessageQueue messages = client(first); Subscription consumer = messages.consume("q", 1)) {
            messages.publish("q", new byte[] {7});
            consumer.next(TIMEOUT);
            first.close();
            IOException failure = assertThrows(IOException.class, () -> consumer.next(TIMEOUT));
            assertTrue(failure.getMessage().contains("the server is shutting down"), failure.getMessage());
        }
        ConnectException refused = assertThrows(ConnectException.class,
                () -> QueueConnector.connect(URI.create(url)));
        assertTrue(refused.getMessage().contains("is a message queue running there?"), refused.getMessage());

        try (QueueServer server = EmbeddedServers.start(Optional.of(folder), EmbeddedServers.TEN_DELIVERIES);
                MessageQueue messages = client(server);
                Subscription consumer = messages.consume("q", 1)) {
            assertEquals(1, server.recovered());
            Delivery redelivery = consumer.next(TIMEOUT);
            assertTrue(redelivery.redelivered(), "it was delivered before the restart");
            assertNull(consumer.next(Duration.ofMillis(100)));
        }
    }

    @Test
    void serverCanBeClosedByAnInterruptedThread(@TempDir Path folder) throws Exception {
        QueueServer server = EmbeddedServers.start(Optional.of(folder), EmbeddedServers.TEN_DELIVERIES);
        try (MessageQueue messages = client(server)) {
            messages.publish("orders", new byte[] {7});
        }
        Thread.currentThread().interrupt();
        server.close();
        assertTrue(Thread.interrupted(), "the interrupt status is kept");

        try (QueueServer again = EmbeddedServers.start(Optional.of(folder), EmbeddedServers.TEN_DELIVERIES)) {
            assertEquals(1, again.recovered());
        }
    }

    @Test
    void anotherProtocolIsDetected() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                MessageQueue messages = QueueConnector
                        .connect(URI.create("mq://127.0.0.1:" + other.getLocalPort()));
                Socket accepted = other.accept()) {
            accepted.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
            IOException failure = assertThrows(IOException.class, () -> messages.publish("q", new byte[1]));
            assertTrue(failure.getMessage().endsWith("the server speaks another protocol"),
                    failure.getMessage());
        }
    }
}
