package netkit.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;

import netkit.net.Endpoint;
import netkit.testing.FuzzInput;

/**
 * URLs of message queues: nothing is thrown but an {@link IllegalArgumentException} with one line, and a URL with its
 * server named again is one with the same server.
 */
public final class QueueUrlFuzz {
    private QueueUrlFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = FuzzInput.utf8(input);
        QueueUrl.redacted(text);
        URI url;
        try {
            url = QueueUrl.parse(text);
        } catch (IllegalArgumentException e) {
            boolean isOneLine = !FuzzInput.isOneLine(text) || FuzzInput.isOneLine(e.getMessage());
            assertEquals(true, isOneLine, e.getMessage());
            return;
        }
        Endpoint server = QueueUrl.server(url);
        if (QueueUrl.isEmbedded(url)) {
            assertEquals(server, QueueUrl.endpoint(url));
        } else {
            assertEquals(server, QueueUrl.server(QueueUrl.withServer(url, server)));
        }
    }
}
