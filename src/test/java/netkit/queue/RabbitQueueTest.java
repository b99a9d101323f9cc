package netkit.queue;

import java.nio.file.Path;

import netkit.testing.RabbitServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

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
    String url() {
        return server.url();
    }
}
