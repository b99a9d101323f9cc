package netkit.queue.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.queue.MessageQueueContract;
import netkit.queue.QueueName;
import netkit.queue.QueueStats;
import netkit.queue.Route;
import netkit.queue.Subscription;
import netkit.queue.client.QueueConnector;
import netkit.testing.Leftovers;
import netkit.testing.RabbitServer;

/** RabbitMQ, as Debian has it. */
class RabbitQueueTest extends MessageQueueContract {
    private static RabbitServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = RabbitServer.start(folder);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    public String url() {
        return server.url();
    }

    @Test
    void aTemporaryQueueHasNoDeadLettersAndIsDeletedWithWhatIsInIt() throws Exception {
        try (RabbitQueue queues = RabbitQueue.connect(URI.create(url()), Route.DIRECT)) {
            queues.createTemporary("for-once", Duration.ofHours(1));
            queues.publish("for-once", new byte[] {1});
            try (Subscription consumer = QueueConnector.subscribe(URI.create(url()), Route.DIRECT, "for-once",
                    1)) {
                assertNotNull(consumer.next(Duration.ofSeconds(20)), "a message must come");
                assertEquals(List.of(), queues.stats(List.of(QueueName.deadLetterQueue("for-once"))));

                queues.delete("for-once");

                assertEquals(List.of(), queues.stats(List.of("for-once")));
            }
            queues.delete("for-once");
            IOException e = assertThrows(IOException.class,
                    () -> QueueConnector.subscribe(URI.create(url()), Route.DIRECT, "for-once", 1));
            assertEquals(
                    "RabbitMQ does not deliver from the queue for-once: NOT_FOUND - no queue 'for-once' in"
                            + " vhost '/'",
                    e.getMessage());
        }
    }

    @Test
    void aTemporaryQueueThatNobodyConsumesFromVanishes() throws Exception {
        try (RabbitQueue queues = RabbitQueue.connect(URI.create(url()), Route.DIRECT)) {
            queues.createTemporary("forgotten", Duration.ofMillis(500));
            queues.publish("forgotten", new byte[] {1});

            Leftovers.await(() -> stats(queues, "forgotten").isEmpty(), () -> "the queue is still there");
        }
    }

    private static List<QueueStats> stats(RabbitQueue queues, String queue) {
        try {
            return queues.stats(List.of(queue));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
