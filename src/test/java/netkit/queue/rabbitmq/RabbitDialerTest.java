package netkit.queue.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.queue.Route;

/** Servers that answer instead of RabbitMQ. */
@Timeout(60)
class RabbitDialerTest {
    private static String failure(String reply) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(server, reply));
            URI url = URI.create("amqp://127.0.0.1:" + server.getLocalPort());
            return assertThrows(IOException.class, () -> RabbitQueue.connect(url, Route.DIRECT)).getMessage()
                    .replace(":" + server.getLocalPort(), ":PORT");
        }
    }

    private static void serve(ServerSocket server, String reply) {
        try {
            while (true) {
                try (Socket client = server.accept()) {
                    client.getInputStream().read(new byte[100]);
                    client.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException _) {
            // the test has ended
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HTTP/1.1 400 Bad Request | : it is an HTTP server
            -ERR unknown command     | : it seems to be netkit's mq-server, write mq://127.0.0.1:PORT
            SSH-2.0-OpenSSH_9.6      | ''
            """)
    void otherServerIsNamed(String reply, String name) throws Exception {
        assertEquals("127.0.0.1:PORT does not speak AMQP" + name, failure(reply));
    }

    @Test
    void serverThatClosesTheConnectionDoesNotSpeakAmqp() throws Exception {
        assertEquals("127.0.0.1:PORT does not speak AMQP", failure(""));
    }
}
