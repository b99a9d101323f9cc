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
import org.junit.jupiter.api.Tag;
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

/** The contract on a RabbitMQ server, and its temporary queues. */
@Tag("peers")
@Tag("slow")
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
    void temporaryQueueHasNoDeadLetterQueueAndIsDeletedWithItsMessages() throws Exception {
        try (RabbitQueue queues = RabbitQueue.connect(URI.create(url()), Route.DIRECT)) {
            queues.createTemporary("temporary", Duration.ofHours(1));
            queues.publish("temporary", new byte[] {1});
            try (Subscription consumer = QueueConnector.subscribe(URI.create(url()), Route.DIRECT,
                    "temporary",
                    1)) {
                assertNotNull(consumer.next(Duration.ofSeconds(60)), "a message must come");
                assertEquals(List.of(), queues.stats(List.of(QueueName.deadLetterQueue("temporary"))));

                queues.delete("temporary");

                assertEquals(List.of(), queues.stats(List.of("temporary")));
            }
            queues.delete("temporary");
            IOException e = assertThrows(IOException.class,
                    () -> QueueConnector.subscribe(URI.create(url()), Route.DIRECT, "temporary", 1));
            assertEquals(
                    "RabbitMQ cannot deliver from the queue temporary: NOT_FOUND - no queue 'temporary' in"
                            + " vhost '/'",
                    e.getMessage());
        }
    }

    @Test
    void temporaryQueueWithoutConsumersExpires() throws Exception {
        try (RabbitQueue queues = RabbitQueue.connect(URI.create(url()), Route.DIRECT)) {
            queues.createTemporary("unused", Duration.ofMillis(500));
            queues.publish("unused", new byte[] {1});

            Leftovers.await(() -> stats(queues, "unused").isEmpty(), () -> "the queue still exists");
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
