package netkit.cli.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.net.Tls;
import netkit.testing.Cli;
import netkit.testing.Keystore;
import netkit.testing.LineSocket;
import netkit.testing.WebSocketPeer;

/** ws-server: its output, log, options and limits. */
@Timeout(60)
@Tag("slow")
class WsServerCommandTest {
    private static final String TIME = "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ";

    private static Cli.Running server(String... options) {
        String[] all = new String[options.length + 3];
        System.arraycopy(options, 0, all, 3, options.length);
        all[0] = "ws-server";
        all[1] = "--port";
        all[2] = "0";
        return Cli.start(all);
    }

    private static String url(Cli.Running server, String path) {
        return "ws://127.0.0.1:" + server.port() + path;
    }

    private static WebSocketPeer open(Cli.Running server, String path) {
        return new WebSocketPeer(url(server, path));
    }

    private static WebSocketPeer member(Cli.Running server, String name) {
        WebSocketPeer member = open(server, "/chat").send("/nick " + name);
        member.await("\\* you are " + name + " now");
        return member;
    }

    private static HttpResponse<String> get(Cli.Running server, String path, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    /** Returns the status code with which a handshake is refused. */
    private static int refusal(Runnable handshake) {
        CompletionException refused = assertThrows(CompletionException.class, handshake::run);
        return ((WebSocketHandshakeException) refused.getCause()).getResponse().statusCode();
    }

    @Test
    void outputNamesTheListeningAddressAndThePage() {
        try (Cli.Running server = server()) {
            int port = server.port();
            assertEquals("listening on ws 127.0.0.1:" + port + "\nopen http://127.0.0.1:" + port
                    + "/ in a browser\n", server.stop().out());
        }
    }

    @Test
    void echoSendsTextBackAsTextAndBinaryAsBinary() {
        try (Cli.Running server = server(); WebSocketPeer peer = open(server, "/echo")) {
            assertEquals("grüße", peer.send("grüße").next());
            assertEquals("binary 00 ff 80", peer.sendBinary((byte) 0, (byte) 0xFF, (byte) 0x80).next());
            assertEquals("", peer.send("").next());
            peer.sendClose(4001, "enough");
            assertEquals("closed 4001", peer.next());
            server.awaitErrorLine(TIME + "\\+ 127\\.0\\.0\\.1:\\d+ at /echo");
            server.awaitErrorLine(TIME + "- 127\\.0\\.0\\.1:\\d+ at /echo, 4001 enough");
        }
    }

    @Test
    void controlCharactersOfACloseReasonAreEscapedInTheLog() {
        try (Cli.Running server = server(); WebSocketPeer peer = open(server, "/echo")) {
            peer.sendClose(1000, "bye\n+ root\u001b[2J");
            server.awaitErrorLine(TIME + "- .* at /echo, 1000 bye\\\\n\\+ root\\\\u001b\\[2J");
        }
    }

    @Test
    void chatHasTheCommandsOfTcpAndEachLineIsATextMessage() {
        try (Cli.Running server = server();
                WebSocketPeer ann = member(server, "ann");
                WebSocketPeer bob = member(server, "bob")) {
            ann.send("hello");
            assertEquals("[lobby] ann: hello", bob.next());
            bob.send("/join java").send("/who");
            bob.await("\\* in java: bob \\(you\\)");
            ann.send("/msg bob psst");
            assertEquals("[direct] ann: psst", bob.next());
            ann.send("two\nlines");
            ann.await("! character 4 of the line is a control character \\(U\\+000A\\); nothing was sent");
            ann.send("/quit");
            assertEquals("* goodbye", ann.next());
            assertEquals("closed 1000 goodbye", ann.next());
            server.awaitErrorLine(
                    TIME + "- ann from 127\\.0\\.0\\.1:\\d+ at /chat, goodbye, 1000.*, 1 member");
        }
    }

    @Test
    void invalidChatLineIsRefusedWithAnErrorLine() {
        try (Cli.Running server = server("--max-line", "10"); WebSocketPeer ann = member(server, "ann")) {
            ann.sendBinary((byte) 1);
            assertEquals("! a line is a text message, and this is a binary one; nothing was sent",
                    ann.next());
            ann.send("0123456789a");
            assertEquals("! the line is longer than 10 bytes; nothing was sent", ann.next());
        }
    }

    @Test
    void ctrlCClosesEachConnectionWith1001AndExitsWithZero() {
        try (Cli.Running server = server();
                WebSocketPeer ann = member(server, "ann");
                WebSocketPeer bob = member(server, "bob");
                WebSocketPeer echo = open(server, "/echo")) {
            server.awaitErrorLine(".* at /echo");
            Cli.Result result = server.stop();

            assertEquals(0, result.code(), result.toString());
            for (WebSocketPeer member : List.of(ann, bob)) {
                member.await("\\* the server is going away; goodbye");
                assertEquals("closed 1001 goodbye", member.next());
            }
            assertEquals("closed 1001 the server is going away", echo.next());
            assertTrue(result.err().lines().anyMatch(line -> line.contains("- ann")), result.toString());
        }
    }

    @Test
    void memberThatDoesNotReadIsDisconnectedAndOthersContinue() throws Exception {
        try (Cli.Running server = server("--max-backlog", "64k");
                LineSocket slow = new LineSocket(server.port(), 4096);
                WebSocketPeer ann = member(server, "ann");
                WebSocketPeer bob = member(server, "bob")) {
            slow.send(handshake("/chat"));
            server.awaitErrorLine(TIME + "\\+ guest-3 .*");
            String line = "x".repeat(8000);
            for (int i = 0; i < 2000; i++) { // 16 MB: more than the kernel buffers for a client that does not read
                ann.send(line);
                bob.await("\\[lobby] ann: x+"); // so that bob, who reads, never falls behind
            }
            ann.send("the end");
            bob.await("\\[lobby] ann: the end");
            server.awaitErrorLine(TIME + "- guest-3 from .* at /chat, too slow, 1006 our close frame with"
                    + " 1008 could not be delivered: the peer read nothing for 5000 ms, 2 members");
        }
    }

    private static String handshake(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    @Test
    void browserGetsThePageAndOtherPathsAreNotFound() throws Exception {
        try (Cli.Running server = server()) {
            HttpResponse<String> page = get(server, "/");
            assertEquals(200, page.statusCode());
            assertEquals("text/html; charset=utf-8", page.headers().firstValue("content-type").orElse(""));
            assertTrue(page.headers().firstValue("content-security-policy").orElse("")
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self';"));
            assertTrue(page.body().contains("src=\"/ws-server.js\""));
            assertTrue(get(server, "/ws-server.js").body().contains("new WebSocket("));
            assertEquals("text/css; charset=utf-8",
                    get(server, "/netkit.css").headers().firstValue("content-type").orElse(""));
            assertEquals(404, get(server, "/favicon.ico").statusCode());
            HttpResponse<String> noUpgrade = get(server, "/echo");
            assertEquals(400, noUpgrade.statusCode());
            assertTrue(noUpgrade.body().contains("Upgrade: websocket"), noUpgrade.body());
            server.awaitErrorLine(TIME + "refused 127.0.0.1:\\d+: 404, there is nothing at /favicon.ico");
        }
    }

    @Test
    void pagesOfAdmittedOriginsMayConnect() {
        try (Cli.Running server = server("--origin", "https://a.example", "--origin", "https://b.example");
                WebSocketPeer peer = new WebSocketPeer(url(server, "/echo"), "https://b.example")) {
            assertEquals("x", peer.send("x").next());
            assertEquals(403,
                    refusal(() -> new WebSocketPeer(url(server, "/echo"), "https://c.example")));
        }
    }

    @Test
    void serversPreferredCommonSubprotocolIsSelected() {
        try (Cli.Running server = server("--subprotocol", "v2", "--subprotocol", "v1");
                WebSocketPeer both = new WebSocketPeer(url(server, "/echo"), null, "v1", "v2");
                WebSocketPeer old = new WebSocketPeer(url(server, "/echo"), null, "v0", "v1")) {
            assertEquals("v2", both.subprotocol());
            assertEquals("v1", old.subprotocol());
        }
    }

    @Test
    void connectionOverTheLimitGets503() {
        try (Cli.Running server = server("--max-connections", "1")) {
            try (WebSocketPeer first = open(server, "/echo")) {
                assertEquals("x", first.send("x").next());
                assertEquals(503, refusal(() -> open(server, "/echo")));
                first.sendClose(1000, "").await("closed 1000");
            }
            server.awaitErrorLine(TIME + "- .* at /echo, 1000");
        }
    }

    @Test
    void messageOverTheSizeLimitIsClosedWith1009() {
        try (Cli.Running server = server("--max-message", "1k"); WebSocketPeer peer = open(server, "/echo")) {
            assertEquals("x".repeat(1024), peer.send("x".repeat(1024)).next());
            peer.send("x".repeat(1025));
            assertTrue(peer.next().startsWith("closed 1009 "), peer.toString());
        }
    }

    @Test
    void clientThatDoesNotReplyToAPingIsDisconnected() throws Exception {
        try (Cli.Running server = server("--ping-interval", "200ms");
                LineSocket silent = new LineSocket(server.port())) {
            silent.send(handshake("/echo"));
            server.awaitErrorLine(TIME + "- .* at /echo, 1006 no pong within 200 ms");
        }
    }

    @Test
    void slowHandshakeGets408() throws Exception {
        try (Cli.Running server = server("--handshake-timeout", "100ms");
                LineSocket slow = new LineSocket(server.port())) {
            slow.send("GET /echo HTTP/1.1\r\nHost: localhost\r\n");
            assertEquals("HTTP/1.1 408 Request Timeout\r", slow.next());
        }
    }

    @Test
    void deflateIsNegotiatedUnlessOff() throws Exception {
        for (String deflate : List.of("on", "off", "no-context")) {
            try (Cli.Running server = server("--deflate", deflate);
                    LineSocket client = new LineSocket(server.port())) {
                client.send(handshake("/echo").replace("\r\n\r\n",
                        "\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"));
                client.await("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\\+xOo=\\s*"); // RFC 6455 §1.3
                assertEquals(switch (deflate) {
                    case "on" -> "Sec-WebSocket-Extensions: permessage-deflate\r";
                    case "no-context" ->
                        "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover;"
                                + " client_no_context_takeover\r";
                    default -> "\r";
                }, client.next());
            }
        }
    }

    @Test
    void wssIsServedWithAKeystore(@TempDir Path folder) throws Exception {
        Path keystore = Keystore.create(folder);
        try (Cli.Running server = server("--keystore", keystore.toString())) {
            server.awaitLine("listening on wss 127\\.0\\.0\\.1:" + server.port());
            server.awaitLine("open https://127\\.0\\.0\\.1:" + server.port() + "/ in a browser");
            try (WebSocketPeer peer = new WebSocketPeer("wss://localhost:" + server.port() + "/echo",
                    Tls.trusting(keystore, Keystore.PASSWORD.toCharArray()).context())) {
                String large = "x".repeat(100_000); // more than a TLS record holds
                assertEquals(large, peer.send(large).next());
                Cli.Result result = server.stop();
                assertEquals(0, result.code(), result.toString());
                assertEquals("closed 1001 the server is going away", peer.next());
            }
        }
    }

    @Test
    void unusableKeystoreIsReportedInOneLine(@TempDir Path folder) throws Exception {
        Path keystore = Keystore.create(folder);
        Cli.Result missing = Cli.run("ws-server", "--port", "0", "--keystore",
                folder.resolve("none.p12").toString());
        assertEquals(1, missing.code(), missing.toString());
        assertEquals("netkit ws-server: cannot read the keystore " + folder.resolve("none.p12")
                + "; 'keytool -genkeypair' makes one\n", missing.err());
        Cli.Result wrong = Cli.run("ws-server", "--port", "0", "--keystore", keystore.toString(),
                "--keystore-password", "wrong!");
        assertEquals(1, wrong.code(), wrong.toString());
        assertTrue(wrong.err().startsWith("netkit ws-server: cannot use the keystore " + keystore + ": "),
                wrong.toString());
        assertEquals(1, wrong.err().lines().count(), wrong.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            value = {"--port              | 65536  | port 65536 is not between 0 and 65535",
                "--deflate           | maybe  | 'maybe' is none of on, off, no-context",
                "--max-message       | 0      | --max-message must be at least 1 byte",
                "--max-connections   | 0      | --max-connections must be at least 1",
                "--max-line          | 0      | the longest line must be at least 1 byte",
                "--max-backlog       | 1k     | a backlog of 1024 bytes is too small: it takes 57344 or more",
                "--ping-interval     | 0s     | --ping-interval must be at least 1ms",
                "--handshake-timeout | 0s     | --handshake-timeout must be at least 1ms",
                "--close-timeout     | 5      | '5' is not a duration: write for example 250ms, 2s or 1m"})
    void invalidOptionValueIsWrongUsageAndNamed(String option, String value, String message) {
        Cli.Result result = Cli.run("ws-server", option, value);

        assertEquals(2, result.code(), result.toString());
        assertEquals("", result.out());
        assertTrue(result.err().contains(message), result.toString());
        assertEquals(1, result.err().lines().count(), result.toString());
    }
}
