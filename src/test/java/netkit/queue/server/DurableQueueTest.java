package netkit.queue.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import netkit.queue.MessageQueueContract;

/** The embedded server with a data directory. */
@Tag("slow")
class DurableQueueTest extends MessageQueueContract {
    private static QueueServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        server = EmbeddedServers.start(Optional.of(folder), EmbeddedServers.TEN_DELIVERIES);
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
