package netkit.queue.server;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import netkit.queue.MessageQueue;
import netkit.queue.QueueLimits;
import netkit.queue.client.QueueConnector;
import netkit.testing.LineSocket;

/** The set-up of tests of the embedded server: its start, and its clients. */
abstract class QueueServerFixture {
    static final Duration TIMEOUT = Duration.ofSeconds(60);
    static final Duration ACK_TIMEOUT = Duration.ofSeconds(90);

    static QueueServer start(QueueLimits limits) throws IOException {
        return EmbeddedServers.start(Optional.empty(), limits);
    }

    static LineSocket connect(QueueServer server) throws IOException {
        return new LineSocket(server.endpoint().port());
    }

    static MessageQueue client(QueueServer server) throws IOException {
        return QueueConnector.connect(URI.create("mq://" + server.endpoint()));
    }
}
