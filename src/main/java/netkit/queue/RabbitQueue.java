package netkit.queue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

final class RabbitQueue {
    private RabbitQueue() {}

    static MessageQueue connect(URI url) throws IOException {
        throw new IOException("later");
    }
}
