package netkit.cli.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.cli.option.HexText;
import netkit.testing.Cli;
import netkit.websocket.OpeningHandshake;

/** ws-client with servers that violate RFC 6455, or lose the connection. */
@Timeout(60)
@Tag("slow")
class WsClientViolationTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "HTTP/1.1 404 Not Found\\r\\n\\r\\n     | the server responded 404 Not Found, not 101 (RFC 6455 §4.1)",
        "HTTP/1.1 101 X\\r\\n\\r\\n             | the response lacks 'Connection: Upgrade'",
        "HTTP/1.1 101 X\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\nSec-WebSocket-Accept: bm8=\\r\\n\\r\\n | Sec-WebSocket-Accept is not ",
        "220 mail.example ESMTP\\r\\n\\r\\n     | no WebSocket server at",
        "HTTP/1.1 101                          | the connection was closed in the middle of a head"})
    void invalidHandshakeResponseIsReportedInOneLine(String response, String message) throws IOException {
        Cli.Result result = withServer(response.replace("\\r", "\r").replace("\\n", "\n"), "");
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
    void clientFailsTheConnectionWithTheCloseCodeOfTheViolation(String frame, String report)
            throws IOException {
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

    @Test
    void refusedConnectionIsReported() throws IOException {
        int free;
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = listener.getLocalPort();
        }
        Cli.Result result = WsClientRun.of(free + "/", new byte[0]);
        assertEquals(1, result.code(), result.toString());
        assertEquals("netkit ws-client: cannot connect to 127.0.0.1:" + free
                + ": Connection refused; is a server running there?\n", result.err());
    }

    /**
     * Runs ws-client with a server that sends the response and the bytes, and ends its stream.
     *
     * @param response a raw response head; null for a valid one
     */
    private static Cli.Result withServer(String response, String hex, String... options) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = listener.accept()) {
                    socket.setSoTimeout(10_000);
                    StringBuilder request = new StringBuilder();
                    while (request.indexOf("\r\n\r\n") < 0) {
                        request.append((char) socket.getInputStream().read());
                    }
                    Matcher key = Pattern.compile("Sec-WebSocket-Key: (\\S+)").matcher(request);
                    String head = response != null ? response
                            : "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                    + "Sec-WebSocket-Accept: "
                                    + OpeningHandshake.acceptFor(key.find() ? key.group(1) : "")
                                    + "\r\n\r\n";
                    socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
                    socket.getOutputStream().write(HexText.parse(null, hex));
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException _) {
                    // the client has closed the connection
                }
            });
            PipedInputStream endless = new PipedInputStream();
            endless.connect(new PipedOutputStream());
            return WsClientRun.of("ws://127.0.0.1:" + listener.getLocalPort() + "/", endless, options);
        }
    }
}
