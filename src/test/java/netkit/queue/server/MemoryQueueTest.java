package netkit.queue.server;

import java.io.IOException;
import java.util.Optional;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import netkit.queue.MessageQueueContract;

/** The embedded server without a data directory. */
@Tag("slow")
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
    public String url() {
        return "mq://" + server.endpoint();
    }
}
