package netkit.cli.sio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.cli.option.ExitCode;
import netkit.testing.Cable;
import netkit.testing.Cli;
import netkit.testing.Keystore;

/** The command sio-client in a pipe, with netkit's server. */
@Timeout(60)
@Tag("slow")
class SioClientCommandTest {
    private final InputStream standardInput = System.in;
    private Cli.Running server;

    @BeforeEach
    void start() {
        server = Cli.start("sio-server", "--port", "0", "--app", "echo");
    }

    @AfterEach
    void stop() {
        System.setIn(standardInput);
        server.close();
    }

    private Cli.Result client(String lines, String... options) {
        return clientAt("" + server.port(), lines, options);
    }

    private static Cli.Result clientAt(String url, String lines, String... options) {
        System.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
        return Cli
                .run(Stream.concat(Stream.of("sio-client", url), Stream.of(options)).toArray(String[]::new));
    }

    @Test
    void eventsAreSentAndReceivedOnesPrinted() {
        Cli.Result result = client("""
                emit message "héllo \\"you\\"" 42 {"a":[1, null]} <01ff>

                ack message-with-ack
                ack "message-with-ack" true
                """, "--auth", "{\"token\":1}");
        assertEquals("""
                auth {"token":1}
                message-back "héllo \\"you\\"" 42 {"a":[1,null]} <01 ff>
                ack of message-with-ack:
                ack of message-with-ack: true
                """, result.out(), result.toString());
        assertEquals(ExitCode.DONE, result.code(), result.toString());
        assertTrue(result.err().startsWith("connected to / as "), result.err());
    }

    @Test
    void urlAndOfCommandSelectNamespaces() {
        Cli.Result result = clientAt(server.port() + "/custom",
                "emit message 1\nack message-with-ack 1\nof /\nack message-with-ack 2\n");
        assertEquals(
                List.of("/custom ack of message-with-ack: 1", "/custom auth {}", "/custom message-back 1",
                        "ack of message-with-ack: 2",
                        "auth {}"),
                result.out().lines().sorted().toList(), result.toString());
        Cli.Result refused = clientAt(server.port() + "/nowhere", "emit message 1\n");
        assertEquals(
                "netkit sio-client: the server refused the connection to namespace /nowhere: Invalid namespace\n",
                refused.err());
        assertEquals(ExitCode.FAILED, refused.code());
    }

    @Test
    void pathMayLackItsLastSlash() {
        Cli.Result result = client("ack message-with-ack 1\n", "--path", "/socket.io");
        assertTrue(result.out().contains("ack of message-with-ack: 1"), result.toString());
    }

    @Test
    void resultsCanBeJson() {
        Cli.Result result = client("ack message-with-ack \"x\" <ff>\n", "--json");
        assertEquals("""
                {"schema":1,"namespace":"/","event":"auth","args":[{}]}
                {"schema":1,"namespace":"/","ackOf":"message-with-ack","args":["x",{"hex":"ff"}]}
                """, result.out(), result.toString());
    }

    @Test
    void onCommandFiltersEvents() {
        Cli.Result result = client("""
                on auth "two words"
                emit message 1
                ack message-with-ack 2
                on *
                emit message 3
                ack message-with-ack 4
                """);
        assertEquals(
                List.of("ack of message-with-ack: 2", "ack of message-with-ack: 4", "auth {}",
                        "message-back 3"),
                result.out().lines().sorted().toList(), result.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "emit message hello | 'hello' is not JSON: write \"hello\" for a string",
        "emit message \"a\"\"b\" | is not JSON", "emit message [1,2 | is not JSON",
        "emit message \"hello | missing closing quotation mark in '\"hello'",
        "emit | missing event name",
        "emit {\"a\":1} | expected an event name first", "emit message <0g> | is not a byte sequence",
        "shout message | 'shout' is not a command: use emit, ack, of, on, help or quit",
        "of | missing namespace"})
    void invalidLineIsReportedInOneLineAndTheNextIsRead(String line, String complaint) {
        Cli.Result result = client(line + "\nack message-with-ack 1\n");
        assertTrue(result.err().lines().anyMatch(printed -> printed.contains(complaint)), result.toString());
        assertTrue(result.out().contains("ack of message-with-ack: 1"), result.toString());
        assertEquals(ExitCode.USAGE, result.code());
    }

    @Test
    void missingAcknowledgementIsAFailure() {
        Cli.Result result = client("ack no-handler\n", "--ack-timeout", "200ms");
        assertTrue(result.err().contains("no acknowledgement of no-handler within 200"),
                result.toString());
        assertEquals(ExitCode.FAILED, result.code());
    }

    @Test
    void unsentEventIsReported() {
        Cli.Result result = client("emit disconnect\n");
        assertTrue(result.err().contains("not sent: 'disconnect' cannot be emitted"), result.toString());
        assertEquals(ExitCode.FAILED, result.code());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            value = {"--transports pigeon | 'pigeon' is not a transport", "--auth 1 | is not a JSON object",
                "--trace --json | --trace and --json cannot be combined",
                "--path socket.io | --path must be a path",
                "--insecure | --trust and --insecure are for https:// URLs",
                "--ack-timeout 0s | --ack-timeout must be"})
    void invalidOptionIsReportedInOneLine(String options, String complaint) {
        Cli.Result result = client("", options.split(" "));
        assertTrue(result.err().contains(complaint), result.toString());
        assertEquals(1, result.err().lines().count(), result.toString());
        assertEquals(ExitCode.USAGE, result.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x", "http://", "http://a:0", "http://a/#b", "http://u:p@a"})
    void invalidUrlIsReportedInOneLine(String url) {
        Cli.Result result = clientAt(url, "");
        assertTrue(result.err().contains("is not the URL of a Socket.IO server"), result.toString());
        assertEquals(ExitCode.USAGE, result.code());
    }

    @Test
    void refusedConnectionIsAFailure() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0)) {
            port = gone.getLocalPort();
        }
        Cli.Result result = clientAt("" + port, "emit message 1\n");
        assertEquals(1, result.err().lines().count(), result.toString());
        assertTrue(result.err().contains("127.0.0.1:" + port), result.toString());
        assertTrue(result.err().contains("is a server running there?"), result.toString());
        assertEquals(ExitCode.FAILED, result.code());
    }

    @Test
    void traceShowsEveryLayer() {
        Cli.Result result = client("ack message-with-ack \"x\"\n", "--trace", "--transports", "polling");
        List<String> lines = result.out().lines().toList();
        assertEquals("> HTTP 1  GET /socket.io/?EIO=4&transport=polling", lines.getFirst(),
                result.toString());
        assertTrue(lines.get(2).startsWith("  Engine.IO 0 open        {\"sid\":"), result.toString());
        assertTrue(result.out().contains("""
                  Engine.IO 4 message     20["message-with-ack","x"]
                    Socket.IO 2 EVENT     0["message-with-ack","x"]
                      event               message-with-ack "x"  (ack id 0)
                """), result.toString());
        assertTrue(result.out().contains("""
                  Engine.IO 4 message     30["x"]
                    Socket.IO 3 ACK       0["x"]
                      acknowledgement     "x"  (ack id 0)
                """), result.toString());
        assertTrue(lines.stream().anyMatch(line -> line.matches("< HTTP \\d+  200 OK, ok")),
                result.toString());
        assertTrue(lines.stream().noneMatch(line -> line.contains("WebSocket")), result.toString());
        assertTrue(lines.stream().allMatch(line -> line.length() <= SioTrace.WIDTH), result.toString());
    }

    @Test
    void traceShowsWebSocketFrames() {
        Cli.Result result = client("emit message <01 ff>\n", "--trace", "--transports", "websocket");
        assertTrue(result.out()
                .startsWith("> HTTP 1  GET /socket.io/?EIO=4&transport=websocket, Upgrade: websocket\n"
                        + "< HTTP 1  101 Switching Protocols\n"),
                result.toString());
        assertTrue(result.out().contains("""
                > WebSocket  text frame, 45 bytes, masked
                  Engine.IO 4 message     51-["message",{"_placeholder":true,"num":0}]
                    Socket.IO 5 BINARY_EVENT  1-["message",{"_placeholder":true,"num":0}]
                > WebSocket  binary frame, 2 bytes, masked
                  Engine.IO binary        <01 ff>
                    Socket.IO attachment
                      event               message <01 ff>
                """), result.toString());
        assertTrue(result.out().contains("* Engine.IO session closed"), result.toString());
    }

    @Test
    void certificateIsVerifiedUnlessInsecure(@TempDir Path folder) throws Exception {
        try (Cli.Running secure = Cli.start("sio-server", "--port", "0", "--app", "echo", "--keystore",
                Keystore.create(folder).toString())) {
            String url = "https://127.0.0.1:" + secure.port();
            Cli.Result result = clientAt(url, "ack message-with-ack 1\n", "--insecure");
            assertTrue(result.out().contains("ack of message-with-ack: 1"), result.toString());
            Cli.Result refused = clientAt(url, "");
            assertTrue(refused.err().contains("--insecure accepts any certificate"), refused.toString());
            assertEquals(1, refused.err().lines().count(), refused.toString());
        }
    }

    /** The server restarts on the same port; events typed meanwhile are buffered. */
    @Test
    void lostConnectionIsReestablished() throws Exception {
        int port = server.port();
        PipedOutputStream typed = new PipedOutputStream();
        System.setIn(new PipedInputStream(typed));
        try (Cli.Running client = Cli.start("sio-client", "" + port)) {
            client.awaitErrorLine("connected to / .*");
            server.close();
            client.awaitErrorLine("disconnected from /: .*");
            typed.write("emit message \"waiting\"\n".getBytes(StandardCharsets.UTF_8));
            typed.flush();
            client.awaitErrorLine("buffered until the connection is restored");
            client.awaitErrorLine("reconnection attempt 1 after .* ms");
            server = Cli.start("sio-server", "--port", "" + port, "--app", "echo");
            client.awaitLine("message-back \"waiting\"");
            typed.close();
            assertEquals(ExitCode.DONE, client.await().code(), client.toString());
        }
    }

    /** The connection is cut while the server is sending. */
    @Test
    void recoveredConnectionIsReported() throws Exception {
        try (Cli.Running recovering = Cli.start("sio-server", "--port", "0", "--app", "echo", "--recovery",
                "2m");
                Cable cable = new Cable(recovering.port(), 2_000)) {
            PipedOutputStream typed = new PipedOutputStream();
            System.setIn(new PipedInputStream(typed));
            try (Cli.Running client = Cli.start("sio-client", "" + cable.port(), "--transports",
                    "websocket")) {
                typed.write(
                        ("emit message \"" + "x".repeat(800) + "\"\n" + "ack message-with-ack 1\n".repeat(2)
                                + "emit message \"" + "y".repeat(1_000) + "\"\n")
                                .getBytes(StandardCharsets.UTF_8));
                typed.flush();
                client.awaitErrorLine("disconnected from /: transport .*");
                client.awaitErrorLine("reconnection attempt 1 after .*");
                client.awaitErrorLine(".*, recovered without missed events");
                client.awaitLine("message-back \"yyy.*");
                typed.close();
                client.await();
            }
        }
    }
}
