package netkit.cli.mq;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.testing.Cli;

/** A consumer that was suspended for longer than the server waits for its acknowledgement. */
@Timeout(60)
class LateAcknowledgementTest {
    private static final String TOO_LATE = "the acknowledgement of message 1 timed out: it was requeued";

    private ServerSocket server;

    /** Refuses the first acknowledgement and delivers the message again; accepts the second. */
    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = server.accept(); // the first one of a client asks nothing
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException _) {
                // the test is over
            }
        });
    }

    private static void serve(Socket socket) {
        try (socket) {
            BufferedReader requests = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            boolean late = true;
            for (String request = requests.readLine(); request != null; request = requests.readLine()) {
                String replies = switch (request.split(" ")[0]) {
                    case "CONSUME" -> "+OK\nMSG orders 1 1 first 2\nhi\n";
                    case "ACK" -> late ? "-ERR " + TOO_LATE + "\nMSG orders 1 2 redelivered 2\nhi\n"
                            : "+OK\n";
                    case "STATS" -> "+OK 0\n";
                    default -> "";
                };
                late &= !request.startsWith("ACK");
                socket.getOutputStream().write(replies.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException _) {
            // the client has closed the connection
        }
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Cli.Result receive(String... more) {
        String[] arguments = new String[4 + more.length];
        System.arraycopy(
                new String[] {"mq-receive", "--url", "mq://127.0.0.1:" + server.getLocalPort(), "orders"}, 0,
                arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        return Cli.run(arguments);
    }

    @Test
    void lateAcknowledgementIsReportedAndTheMessageReceivedAgain() {
        Cli.Result result = receive("--count", "2");

        assertEquals("netkit mq-receive: " + TOO_LATE + "; going on\n", result.err());
        assertEquals("1  hi\n1  hi  (redelivered, delivery 2)\n", result.out());
        assertEquals(0, result.code(), "the second acknowledgement was accepted");
    }

    @Test
    void acknowledgementBeforeProcessingMayBeLateToo() {
        Cli.Result result = receive("--count", "2", "--ack", "before");

        assertEquals("netkit mq-receive: " + TOO_LATE + "; going on\n", result.err());
        assertEquals(0, result.code());
    }

    @Test
    void lateAcknowledgementOfTheLastMessageIsAFailure() {
        Cli.Result result = receive("--count", "1");

        assertEquals("netkit mq-receive: " + TOO_LATE + "; going on\n", result.err());
        assertEquals(1, result.code());
    }
}
