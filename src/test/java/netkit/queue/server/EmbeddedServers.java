package netkit.queue.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import netkit.net.Endpoint;
import netkit.queue.QueueLimits;

/** Embedded servers in the test's own process. */
final class EmbeddedServers {
    static final QueueLimits TEN_DELIVERIES = limits(0, 10, Duration.ZERO);

    private EmbeddedServers() {}

    static QueueLimits limits(int length, int deliveries, Duration ackTimeout) {
        return new QueueLimits(1 << 20, length, 0, deliveries, ackTimeout, Duration.ZERO);
    }

    static QueueServer start(Optional<Path> folder, QueueLimits limits) throws IOException {
        return new QueueServer(new Endpoint(Endpoint.LOOPBACK, 0), folder, limits, _ -> {});
    }
}
