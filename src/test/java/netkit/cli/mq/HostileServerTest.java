package netkit.cli.mq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

/** Control characters that a server sends never reach the terminal. */
@Timeout(60)
class HostileServerTest {
    private static final String RED = "\u001b[31m";
    private static final String ESCAPED = "\\u001b[31m";

    private ServerSocket server;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("hostile server").start(() -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException _) {
                // the test is over
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static void serve(Socket socket) {
        try (socket) {
            BufferedReader requests = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String request = requests.readLine(); request != null; request = requests.readLine()) {
                String replies = switch (request.split(" ")[0]) {
                    case "PUT" -> "-ERR " + RED + "refused\n";
                    case "CONSUME" ->
                        "+OK\nMSG orders 7 1 first 2 dead=rejected from=" + RED + "orders\nhi\n";
                    case "ACK" -> "+OK\n";
                    case "STATS" -> "+OK 1\nSTAT " + RED + "orders ready=1\n";
                    default -> "";
                };
                socket.getOutputStream().write(replies.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException _) {
            // the client has closed the connection
        }
    }

    private Cli.Result run(String command, String... more) {
        String[] arguments = new String[3 + more.length];
        arguments[0] = command;
        arguments[1] = "--url";
        arguments[2] = "mq://127.0.0.1:" + server.getLocalPort();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return Cli.run(arguments);
    }

    private static void assertEscaped(Cli.Result result, String text) {
        assertTrue(text.contains(ESCAPED), result.toString());
        assertEquals(-1, (result.out() + result.err()).indexOf('\u001b'), result.toString());
    }

    @Test
    void refusalIsEscaped() {
        Cli.Result result = run("mq-send", "orders", "hello");
        assertEquals(1, result.code(), result.toString());
        assertEscaped(result, result.err());
    }

    @Test
    void originOfADeadLetterIsEscaped() {
        Cli.Result result = run("mq-receive", "orders.dead", "--count", "1");
        assertEquals(0, result.code(), result.toString());
        assertEscaped(result, result.out());
    }

    @Test
    void queueNameInTheStatisticsIsEscaped() {
        Cli.Result result = run("mq-stats");
        assertEquals(0, result.code(), result.toString());
        assertEscaped(result, result.out());
    }
}
