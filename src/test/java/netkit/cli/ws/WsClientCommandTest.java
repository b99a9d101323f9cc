package netkit.cli.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.net.Endpoint;
import netkit.cli.option.ExitCode;
import netkit.testing.Cli;
import netkit.websocket.OpeningHandshake;
import netkit.websocket.WebSocketOptions;
import netkit.websocket.WebSocketServer;

/** ws-client without a terminal, with an echo server. */
@Timeout(60)
@Tag("slow")
class WsClientCommandTest {
    private final InputStream standardInput = System.in;
    private WebSocketServer server;

    @BeforeEach
    void start() throws IOException {
        WebSocketOptions defaults = WebSocketOptions.DEFAULT;
        WebSocketOptions options = new WebSocketOptions(defaults.maxMessage(), defaults.maxBacklog(),
                defaults.deflate(),
                defaults.pingInterval(), defaults.handshakeTimeout(), defaults.closeTimeout(),
                Optional.empty(),
                List.of("chat"));
        server = new WebSocketServer(new Endpoint(Endpoint.LOOPBACK, 0),
                Map.of("/echo", _ -> WebSocketServer.Session.of(new CommandEcho())), Map.of(), options,
                Optional.empty(),
                _ -> {});
    }

    @AfterEach
    void stop() throws IOException {
        System.setIn(standardInput);
        server.close();
    }

    private Cli.Result client(String lines, String... options) {
        return client(lines.getBytes(StandardCharsets.UTF_8), options);
    }

    private Cli.Result client(byte[] input, String... options) {
        return WsClientRun.of(server.endpoint().port() + "/echo", input, options);
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
        Cli.Result result = client(new byte[] {(byte) 0xff, 1, '\n'},
                "--binary");
        assertEquals(
                "binary message of 2 bytes\n0000  ff 01                                             |..|\n",
                result.out(), result.toString());
    }

    @Test
    void lineThatIsNotUtf8IsNotSentAsText() {
        Cli.Result result = client(new byte[] {(byte) 0xff, '\n', 'x', '\n'});
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
        assertTrue(
                withoutClose(result).contains("< FIN 1  RSV 000  opcode 1 text  MASK 0  length 5 in 7 bits\n"
                        + "    \"Hello\"\nHello\n"),
                result.toString());
    }

    /** Returns the output without the client's close frame, which may be sent between a frame and its message. */
    private static String withoutClose(Cli.Result result) {
        return result.out().replaceFirst("> FIN 1  RSV 000  opcode 8 close.*\n.*\n", "");
    }

    @Test
    void framesShowRsv1OnCompressedMessages() {
        Cli.Result result = client("Hello Hello Hello Hello\n", "--deflate", "no-context", "--frames");
        assertTrue(result.out().contains("> FIN 1  RSV 100  opcode 1 text"), result.toString());
        assertTrue(withoutClose(result).contains("  compressed\nHello Hello Hello Hello\n"),
                result.toString());
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
    void ctrlCClosesWith1001BeforeTheEndOfInput() throws Exception {
        try (PipedOutputStream typing = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(typing)) {
            System.setIn(in);
            try (Cli.Running running = Cli.start("ws-client", server.endpoint().port() + "/echo",
                    "--frames")) {
                typing.write("Hello\n".getBytes(StandardCharsets.US_ASCII));
                typing.flush();
                running.awaitLine("Hello");
                Cli.Result result = running.stop();
                assertEquals(ExitCode.INTERRUPTED, result.code(), result.toString());
                assertTrue(result.out().contains("    1001 going away\n"), result.toString());
            }
        }
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
}
