package netkit.queue;

import java.io.IOException;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The embedded server without a data directory. */
class MemoryQueueTest extends MessageQueueContract {
    private static QueueServer server;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedServers.start(Optional.empty(), EmbeddedServers.TEN_DELIVERIES);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Override
    String url() {
        return "mq://" + server.endpoint();
    }
}
