package netkit.cli.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.cli.option.HexText;
import netkit.net.Endpoint;
import netkit.net.Tls;
import netkit.testing.Cli;
import netkit.testing.Keystore;
import netkit.websocket.OpeningHandshake;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketHandler;
import netkit.websocket.WebSocketOptions;
import netkit.websocket.WebSocketServer;

/** ws-client in a pipe, with our own server and with servers that break the rules. */
@Timeout(60)
class WsClientCommandTest {
    /** Echoes, and closes as it is told: {@code close 4001 why}. */
    private static final class Echo implements WebSocketHandler {
        @Override
        public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from, int length)
                throws IOException {
            String[] words = new String(bytes, from, length, StandardCharsets.UTF_8).split(" ", 3);
            if (words.length == 3 && words[0].equals("close")) {
                connection.close(Integer.parseInt(words[1]), words[2]);
            } else {
                connection.send(type, bytes, from, length);
            }
        }
    }

    private final InputStream standardInput = System.in;
    private WebSocketServer server;

    @BeforeEach
    void start() throws IOException {
        WebSocketOptions usual = WebSocketOptions.DEFAULT;
        WebSocketOptions options = new WebSocketOptions(usual.maxMessage(), usual.maxBacklog(),
                usual.deflate(),
                usual.pingInterval(), usual.handshakeTimeout(), usual.closeTimeout(), List.of(),
                List.of("chat"));
        server = new WebSocketServer(new Endpoint(Endpoint.LOOPBACK, 0),
                Map.of("/echo", _ -> WebSocketServer.Session.of(new Echo())), Map.of(), options,
                Optional.empty(),
                _ -> {});
    }

    @AfterEach
    void stop() throws IOException {
        System.setIn(standardInput);
        server.close();
    }

    private Cli.Result client(String lines, String... options) {
        return client(server.endpoint().port() + "/echo", lines.getBytes(StandardCharsets.UTF_8), options);
    }

    private static Cli.Result client(String url, byte[] input, String... options) {
        System.setIn(new ByteArrayInputStream(input));
        String[] args = new String[options.length + 2];
        args[0] = "ws-client";
        args[1] = url;
        System.arraycopy(options, 0, args, 2, options.length);
        return Cli.run(args);
    }

    @Test
    void eachLineIsSentAsOneMessageAndEachMessagePrintedAsOneLine() {
        Cli.Result result = client("Hello\n\nwörld\n{\"a\": \"\\\\n\"}\n");
        assertEquals("Hello\n\nwörld\n{\"a\": \"\\\\n\"}\n", result.out(), result.toString());
        assertEquals("closed by the client: 1000 normal closure\n", result.err());
        assertEquals(0, result.code());
    }

    @Test
    void tenThousandLinesAreEchoed() {
        String lines = "0123456789abcdef\n".repeat(10_000);
        Cli.Result result = client(lines);
        assertEquals(0, result.code(), result.err());
        assertEquals(lines, result.out());
    }

    @Test
    void longLineIsEchoedFragmentedAndCompressed() {
        String line = "ab".repeat(1 << 20) + "\n";
        Cli.Result result = client(line, "--fragment", "1000", "--deflate", "on");
        assertEquals(0, result.code(), result.err());
        assertEquals(line, result.out());
    }

    @Test
    void controlCharactersInAMessageAreEscaped() {
        Cli.Result result = client("\u001b[2J\u2028x\n");
        assertEquals("\\u001b[2J\\u2028x\n", result.out());
    }

    @Test
    void binaryMessagesAreSentUnchangedAndPrintedInHex() {
        Cli.Result result = client(server.endpoint().port() + "/echo", new byte[] {(byte) 0xff, 1, '\n'},
                "--binary");
        assertEquals(
                "binary message of 2 bytes\n0000  ff 01                                             |..|\n",
                result.out(), result.toString());
    }

    @Test
    void lineThatIsNotUtf8IsNotSentAsText() {
        Cli.Result result = client(server.endpoint().port() + "/echo",
                new byte[] {(byte) 0xff, '\n', 'x', '\n'});
        assertEquals("x\n", result.out(), result.toString());
        assertTrue(result.err().startsWith("not sent: the line is not UTF-8"), result.toString());
    }

    @Test
    void slashPingSendsAPingAndTwoSlashesEscapeOne() {
        Cli.Result result = client("/ping abc\n//ping\n/join java\n/ping\n");
        assertEquals("/ping\n/join java\n", result.out(), result.toString());
        assertTrue(
                result.err()
                        .matches("pong \"abc\" after \\d+\\.\\d{3} ms\npong after \\d+\\.\\d{3} ms\n.*\n"),
                result.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"/close                | closed by the client: 1000 normal closure             | 0",
                "/close 1001 bye      | closed by the client: 1001 going away                 | 0",
                "/close 4000 so long  | closed by the client: 4000 the application's own code | 1"})
    void slashCloseTakesACodeAndAReason(String command, String report, int code) {
        Cli.Result result = client(command + "\nnever sent\n");
        assertEquals(report + "\n", result.err());
        assertEquals("", result.out());
        assertEquals(code, result.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1005", "999", "5000", "x"})
    void reservedCloseCodeIsNotSent(String code) {
        Cli.Result result = client("/close " + code + "\nstill here\n");
        assertTrue(
                result.err().startsWith(
                        "not closed: '" + code + "' is not a close code that may be sent (RFC 6455 §7.4)"),
                result.toString());
        assertEquals("still here\n", result.out());
    }

    @Test
    void serversCloseCodeIsExplained() {
        Cli.Result result = client("close 1011 it broke\n");
        assertEquals(1, result.code());
        assertEquals("closed by the server: 1011 internal error: it broke\n"
                + "  1011: the server had an internal error (RFC 6455 §7.4.1)\n", result.err());
        assertEquals(0, client("close 1001 bye bye\n").code());
    }

    @ParameterizedTest
    @CsvSource({"--unmasked, 1002, §5.1", "--reserved-bit, 1002, §5.2", "--bad-utf8, 1007, §8.1"})
    void deliberateViolationShowsTheServersCloseCode(String flag, int code, String clause) {
        Cli.Result result = client("Hello\n", flag);
        assertEquals(1, result.code(), result.toString());
        assertEquals("", result.out(), result.toString());
        List<String> lines = result.err().lines().toList();
        assertTrue(lines.get(0).startsWith("on purpose: ") && lines.get(0).contains(clause)
                && lines.get(0).endsWith("the server must close with " + code), result.toString());
        assertTrue(lines.get(1).startsWith("closed by the server: " + code + " "), result.toString());
        assertTrue(lines.get(2).startsWith("  " + code + ": "), result.toString());
    }

    @Test
    void eachFragmentIsPrintedAsAFrame() {
        Cli.Result result = client("Hello\n", "--fragment", "2", "--frames");
        assertEquals(0, result.code(), result.toString());
        List<String> sent = result.out().lines().filter(line -> line.startsWith("> ")).toList();
        assertEquals(List.of("> FIN 0  RSV 000  opcode 1 text", "> FIN 0  RSV 000  opcode 0 continuation",
                "> FIN 1  RSV 000  opcode 0 continuation", "> FIN 1  RSV 000  opcode 8 close"),
                sent.stream().map(line -> line.replaceFirst("  MASK 1 key .*", "")).toList(),
                result.toString());
        assertTrue(result.out().contains("\n    \"He\"\n") && result.out().contains("\n    \"ll\"\n"),
                result.toString());
        assertTrue(result.out().contains("< FIN 1  RSV 000  opcode 1 text  MASK 0  length 5 in 7 bits\n"
                + "    \"Hello\"\nHello\n"), result.toString());
    }

    @Test
    void framesShowRsv1OnCompressedMessages() {
        Cli.Result result = client("Hello Hello Hello Hello\n", "--deflate", "no-context", "--frames");
        assertTrue(result.out().contains("> FIN 1  RSV 100  opcode 1 text"), result.toString());
        assertTrue(result.out().contains("  compressed\nHello Hello Hello Hello\n"), result.toString());
    }

    @Test
    void handshakeIsPrintedAndTheAcceptValueExplained() {
        Cli.Result result = client("", "--handshake", "--subprotocol", "soap,chat", "--origin",
                "http://here");
        assertEquals(0, result.code(), result.toString());
        for (String line : List.of("> GET /echo HTTP/1.1", "> Host: " + server.endpoint(),
                "> Origin: http://here",
                "> Sec-WebSocket-Protocol: soap, chat", "< HTTP/1.1 101 Switching Protocols",
                "< Sec-WebSocket-Protocol: chat", "  the GUID         " + OpeningHandshake.GUID)) {
            assertTrue(result.out().contains(line + "\n"), line + " in\n" + result);
        }
        Matcher key = Pattern.compile("  client's key     (\\S+)\n").matcher(result.out());
        assertTrue(key.find(), result.toString());
        assertTrue(result.out().contains(
                "  the server sent  " + OpeningHandshake.acceptFor(key.group(1)) + ": matches\n"),
                result.toString());
    }

    @Test
    void ctrlCClosesWith1001AndExitsWithZero() throws Exception {
        try (PipedOutputStream typing = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(typing)) {
            System.setIn(in);
            try (Cli.Running running = Cli.start("ws-client", server.endpoint().port() + "/echo",
                    "--frames")) {
                typing.write("Hello\n".getBytes(StandardCharsets.US_ASCII));
                typing.flush();
                running.awaitLine("Hello");
                Cli.Result result = running.stop();
                assertEquals(0, result.code(), result.toString());
                assertTrue(result.out().contains("    1001 going away\n"), result.toString());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "HTTP/1.1 404 Not Found\\r\\n\\r\\n     | the server responded 404 Not Found, not 101 (RFC 6455 §4.1)",
        "HTTP/1.1 101 X\\r\\n\\r\\n             | the response lacks 'Connection: Upgrade'",
        "HTTP/1.1 101 X\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\nSec-WebSocket-Accept: bm8=\\r\\n\\r\\n | Sec-WebSocket-Accept is not ",
        "220 mail.example ESMTP\\r\\n\\r\\n     | no WebSocket server at",
        "HTTP/1.1 101                          | the connection was closed in the middle of a head"})
    void invalidHandshakeResponseIsReportedInOneLine(String answer, String message) throws IOException {
        Cli.Result result = withServer(answer.replace("\\r", "\r").replace("\\n", "\n"), "");
        assertEquals(1, result.code(), result.toString());
        assertEquals(1, result.err().lines().count(), result.toString());
        assertTrue(result.err().contains(message), result.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "81 80 00 00 00 00 | 1002 protocol error: a server's frame is masked (RFC 6455 §5.1)",
        "83 00       | 1002 protocol error: opcode 0x3 is reserved (RFC 6455 §5.2)",
        "c1 00       | 1002 protocol error: a reserved bit is set without a negotiated extension (RFC 6455 §5.2)",
        "81 01 ff    | 1007 invalid payload data: a text message is not UTF-8 (RFC 6455 §8.1)"})
    void clientFailsTheConnectionWithTheCloseCodeOfTheViolation(String frame, String report) throws IOException {
        Cli.Result result = withServer(null, frame);
        assertEquals(1, result.code(), result.toString());
        assertEquals("closed by the client: " + report + "\n", result.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "83 00          | RSV 000  opcode 3 reserved  MASK 0  length 0 in 7 bits     | opcode 0x3 is reserved (RFC 6455 §5.2)",
        "82 7e 00 05    | RSV 000  opcode 2 binary  MASK 0  length 5 in 7+16 bits    | the payload length 5 is not in its shortest form (RFC 6455 §5.2)",
        "82 7f ff ff ff ff ff ff ff ff | RSV 000  opcode 2 binary  MASK 0  length 2^63 or more in 7+64 bits | the most significant bit of a 64-bit length is set (RFC 6455 §5.2)",
        "88 7e 00 7e    | RSV 000  opcode 8 close  MASK 0  length 126 in 7+16 bits   | a control frame has more than 125 bytes of payload (RFC 6455 §5.5)"})
    void illegalFrameIsPrintedWithTheClauseItViolates(String frame, String fields, String violation)
            throws IOException {
        Cli.Result result = withServer(null, frame, "--frames");
        assertTrue(result.out().startsWith("< FIN 1  " + fields + "\n    illegal: " + violation + "\n"),
                result.toString());
        assertEquals("closed by the client: 1002 protocol error: " + violation + "\n", result.err());
    }

    @Test
    void illegalPayloadIsPrinted() throws IOException {
        Cli.Result text = withServer(null, "81 03 61 ff 62", "--frames");
        assertTrue(text.out().startsWith("< FIN 1  RSV 000  opcode 1 text  MASK 0  length 3 in 7 bits\n"
                + "    61 ff 62\n    illegal: a text message is not UTF-8 (RFC 6455 §8.1)\n"),
                text.toString());
        Cli.Result close = withServer(null, "88 02 03 e7");
        assertEquals("closed by the client: 1002 protocol error: close code 999, which no frame may carry"
                + " (RFC 6455 §7.4)\n", close.err());
    }

    @Test
    void connectionLostWithinAFrameIsAFailure() throws IOException {
        Cli.Result result = withServer(null, "81 05 48");
        assertEquals(1, result.code(), result.toString());
        assertTrue(result.err().startsWith("connection lost: 1006 abnormal closure: "), result.toString());
    }

    /** Shakes hands rightly when the answer is null, then sends the bytes and ends the stream. */
    private static Cli.Result withServer(String answer, String hex, String... options) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = listener.accept()) {
                    socket.setSoTimeout(10_000);
                    StringBuilder request = new StringBuilder();
                    while (request.indexOf("\r\n\r\n") < 0) {
                        request.append((char) socket.getInputStream().read());
                    }
                    Matcher key = Pattern.compile("Sec-WebSocket-Key: (\\S+)").matcher(request);
                    String head = answer != null ? answer
                            : "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                    + "Sec-WebSocket-Accept: "
                                    + OpeningHandshake.acceptFor(key.find() ? key.group(1) : "")
                                    + "\r\n\r\n";
                    socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
                    socket.getOutputStream().write(HexText.parse(null, hex));
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException _) {
                    // the client has had enough
                }
            });
            PipedInputStream neverEnds = new PipedInputStream();
            neverEnds.connect(new PipedOutputStream());
            System.setIn(neverEnds);
            return Cli.run(Stream.concat(
                    Stream.of("ws-client", "ws://127.0.0.1:" + listener.getLocalPort() + "/"),
                    Stream.of(options))
                    .toArray(String[]::new));
        }
    }

    @Test
    void refusedConnectionIsReported() throws IOException {
        int free;
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = listener.getLocalPort();
        }
        Cli.Result result = client(free + "/", new byte[0]);
        assertEquals(1, result.code(), result.toString());
        assertEquals("netkit ws-client: cannot connect to 127.0.0.1:" + free
                + ": Connection refused; is a server running there?\n", result.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            value = {"http://x/ | not a WebSocket URL", "ws://x/#a | not a WebSocket URL",
                "ws://x:99999/ | not a WebSocket URL", "ws:// | not a WebSocket URL",
                "1 --fragment 0 | --fragment must be at least 1",
                "1 --deflate maybe | 'maybe' is none of on, off, no-context",
                "1 --bad-utf8 --binary | omit --binary",
                "1 --insecure | for wss:// URLs", "1 --subprotocol (x) | --subprotocol needs names",
                "wss://x --insecure --trust y | either --trust or --insecure"})
    void wrongUsageIsReportedInOneLineWithExitCode2(String arguments, String message) {
        Cli.Result result = Cli.run(("ws-client " + arguments).split(" "));
        assertEquals(2, result.code(), result.toString());
        assertTrue(result.err().lines().findFirst().orElse("").contains(message), result.toString());
        assertFalse(result.err().contains("internal error"), result.toString());
    }

    @Test
    void untrustedCertificateIsRefused(@TempDir Path folder) throws Exception {
        String keystore = Keystore.create(folder).toString();
        try (WebSocketServer secure = new WebSocketServer(new Endpoint(Endpoint.LOOPBACK, 0),
                Map.of("/", _ -> WebSocketServer.Session.of(new Echo())), Map.of(), WebSocketOptions.DEFAULT,
                Optional.of(Tls.server(Path.of(keystore), "changeit".toCharArray())), _ -> {})) {
            String url = "wss://" + secure.endpoint() + "/";
            byte[] input = "Hello\n".getBytes(StandardCharsets.US_ASCII);
            assertEquals("Hello\n", client(url, input, "--trust", keystore).out());
            assertEquals("Hello\n", client(url, input, "--insecure").out());
            Cli.Result refused = client(url, input);
            assertEquals(1, refused.code(), refused.toString());
            assertEquals("netkit ws-client: cannot connect to " + secure.endpoint()
                    + ": its certificate is not signed by a trusted authority; --trust KEYSTORE trusts it,"
                    + " --insecure accepts any certificate\n", refused.err());
            Cli.Result wrong = client(url, input, "--trust", keystore, "--trust-password", "wrong");
            assertEquals(1, wrong.code(), wrong.toString());
            assertEquals(
                    "netkit ws-client: cannot use the keystore " + keystore + ": the password is wrong\n",
                    wrong.err());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"localhost | -10d | its certificate is valid from \\S+ to \\S+ only",
        "localhost | +10d | its certificate is valid from \\S+ to \\S+ only",
        "other.example | -0d | its certificate is for another host"})
    void trustedCertificateForAnotherTimeOrHostIsRefused(String host, String start,
            String objection,
            @TempDir Path folder) throws Exception {
        Path keystore = Keystore.create(folder, host, start);
        try (WebSocketServer secure = new WebSocketServer(new Endpoint(Endpoint.LOOPBACK, 0),
                Map.of("/", _ -> WebSocketServer.Session.of(new Echo())), Map.of(), WebSocketOptions.DEFAULT,
                Optional.of(Tls.server(keystore, Keystore.PASSWORD.toCharArray())), _ -> {})) {
            String url = "wss://localhost:" + secure.endpoint().port() + "/";
            byte[] input = "Hello\n".getBytes(StandardCharsets.US_ASCII);
            Cli.Result refused = client(url, input, "--trust", keystore.toString());
            assertEquals(1, refused.code(), refused.toString());
            assertTrue(
                    refused.err().matches("netkit ws-client: cannot connect to localhost:\\d+: " + objection
                            + "; --insecure accepts it\n"),
                    refused.toString());
            assertEquals("Hello\n", client(url, input, "--insecure").out());
        }
    }
}
