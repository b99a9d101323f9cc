package netkit.cli.sio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.cli.option.ExitCode;
import netkit.testing.Cli;

@Timeout(60)
class SioServerCommandTest {
    private static final String POLL = "/socket.io/?EIO=4&transport=polling";

    /** Sends one request on its own connection and returns the whole response. */
    private static String ask(Cli.Running server, String method, String target, String headers, String body)
            throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write((method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                            + headers + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n")
                            + "\r\n"
                            + body).getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String get(Cli.Running server, String target) throws IOException {
        return ask(server, "GET", target, "", "");
    }

    @Test
    void listeningAddressAndPageArePrinted() throws Exception {
        try (Cli.Running server = Cli.start("sio-server", "--port", "0")) {
            int port = server.port();
            assertEquals("listening on socketio 127.0.0.1:" + port, server.awaitLine("listening.*"));
            server.awaitLine("open http://127\\.0\\.0\\.1:" + port + "/ in a browser");
            assertTrue(get(server, "/").contains("A Socket.IO chat"));
            assertTrue(get(server, "/socketio.js").contains("class EngineSocket"));
            assertTrue(get(server, "/sio-server.js").contains("Content-Type: text/javascript"));
            assertTrue(get(server, "/other").startsWith("HTTP/1.1 404"));
            assertEquals(ExitCode.DONE, server.stop().code());
        }
    }

    @Test
    void handshakeFollowsTheOptions() throws Exception {
        try (Cli.Running server = Cli.start("sio-server", "--port", "0", "--app", "echo", "--ping-interval",
                "3s", "--ping-timeout", "2s", "--max-payload", "1k")) {
            String answer = get(server, POLL);
            assertTrue(
                    answer.contains("\"upgrades\":[\"websocket\"],\"pingInterval\":3000,\"pingTimeout\":2000,"
                            + "\"maxPayload\":1024}"),
                    answer);
            assertFalse(answer.contains("Access-Control"), answer);
            assertTrue(get(server, "/").startsWith("HTTP/1.1 404"), "the echo has no page");
            String sid = answer.replaceFirst("(?s).*\"sid\":\"([^\"]*)\".*", "$1");
            String tooLarge = ask(server, "POST", POLL + "&sid=" + sid, "", "4".repeat(1025));
            assertTrue(tooLarge.startsWith("HTTP/1.1 413"), tooLarge);
        }
    }

    @Test
    void onlyNamedTransportsAreOffered() throws Exception {
        try (Cli.Running server = Cli.start("sio-server", "--port", "0", "--transports", "polling")) {
            assertTrue(get(server, POLL).contains("\"upgrades\":[]"));
        }
        try (Cli.Running server = Cli.start("sio-server", "--port", "0", "--transports", "websocket")) {
            String answer = get(server, POLL);
            assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
            assertTrue(answer.contains("{\"code\":0,\"message\":\"Transport unknown\"}"), answer);
        }
    }

    @Test
    void allowedOriginsGetCorsHeaders() throws Exception {
        try (Cli.Running server = Cli.start("sio-server", "--port", "0", "--cors", "http://a.example")) {
            String allowed = ask(server, "GET", POLL, "Origin: http://a.example\r\n", "");
            assertTrue(allowed.contains("Access-Control-Allow-Origin: http://a.example"), allowed);
            String other = ask(server, "GET", POLL, "", "");
            assertFalse(other.contains("Access-Control-Allow-Origin"), other);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            value = {"--transports carrier-pigeon | 'carrier-pigeon' is not a transport",
                "--app quiz | quiz", "--ping-interval 0s | --ping-interval must be at least 1ms",
                "--recovery 0ms | --recovery must be at least 1ms", "--cors example.org | --cors must be",
                "--max-payload 0 | --max-payload must be at least 1 byte", "--port 70000 | 70000",
                "--max-connections 0 | --max-connections must be at least 1",
                "--recovery 2 | is not a duration"})
    void invalidOptionIsReportedInOneLine(String options, String complaint) {
        Cli.Result result = Cli.run(("sio-server " + options).split(" "));
        assertEquals(ExitCode.USAGE, result.code(), result.toString());
        assertTrue(result.err().contains(complaint), result.toString());
        assertEquals(1, result.err().lines().count(), result.toString());
    }

    @Test
    void portInUseIsReportedInOneLine() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Cli.Result result = Cli.run("sio-server", "--port", "" + busy.getLocalPort());
            assertEquals(ExitCode.INCONCLUSIVE, result.code(), result.toString());
            assertEquals(1, result.err().lines().count(), result.toString());
        }
    }

    @Test
    void missingKeystoreIsReportedInOneLine() {
        Cli.Result result = Cli.run("sio-server", "--port", "0", "--keystore", "/nowhere.p12");
        assertEquals(List.of(
                "netkit sio-server: cannot read the keystore /nowhere.p12; 'keytool -genkeypair' makes one"),
                result.err().lines().toList());
        assertEquals(ExitCode.FAILED, result.code());
    }
}
