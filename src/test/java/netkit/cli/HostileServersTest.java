package netkit.cli;

import static netkit.testing.HostileText.LINE;
import static netkit.testing.HostileText.OBS_TEXT;
import static netkit.testing.HostileText.TEXT;
import static netkit.testing.HostileText.json;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import netkit.testing.Cli;
import netkit.testing.HostileServer;
import netkit.testing.HostileServer.Connection;
import netkit.testing.HostileServer.Script;
import netkit.testing.HostileText;

/** Every client command, with a server that puts control characters into each text field of its protocol. */
@Timeout(60)
@Tag("slow")
class HostileServersTest {
    /**
     * A case.
     *
     * @param command as typed, with PORT for the server's port
     * @param input standard input
     * @param isQuoted whether the command prints the text; else it says what is wrong in words of its own
     */
    private record Case(String field, String command, String input, Script server, boolean isQuoted) {
        Case(String field, String command, String input, Script server) {
            this(field, command, input, server, true);
        }

        Case unquoted() {
            return new Case(field, command, input, server, false);
        }

        @Override
        public String toString() {
            return command + ": " + field;
        }
    }

    @ParameterizedTest
    @MethodSource({"tcp", "webSocketHandshake", "webSocketMessages", "engine", "socketIo", "queue", "amqp",
        "redis"})
    void textOfTheServerIsEscaped(Case one) throws Exception {
        try (HostileServer server = new HostileServer(one.server)) {
            assertHarmless(one.isQuoted, one.input,
                    one.command.replace("PORT", Integer.toString(server.port())).split(" "));
        }
    }

    private static void assertHarmless(boolean isQuoted, String input, String... command) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            Cli.Result result = Cli.runWithStyles(command);
            HostileText.assertHarmless(result.out() + result.err(), isQuoted);
        } finally {
            System.setIn(before);
        }
    }

    private static Case http(String field, String command, String response) {
        return new Case(field, command, "", connection -> {
            connection.head();
            connection.send(response, StandardCharsets.ISO_8859_1);
        });
    }

    static Stream<Case> tcp() {
        return Stream.of(new Case("chunks", "tcp-client PORT --hex", "",
                connection -> connection.send(TEXT, StandardCharsets.UTF_8)));
    }

    static Stream<Case> webSocketHandshake() {
        String ws = "ws-client PORT/x --handshake --subprotocol a";
        return Stream.of(
                http("reason phrase", ws, "HTTP/1.1 404 " + OBS_TEXT + "\r\nContent-Length: 0\r\n\r\n"),
                http("status line", ws, OBS_TEXT + "\r\n\r\n").unquoted(),
                http("status line with ESC", ws, LINE + "\r\n\r\n").unquoted(),
                http("header field", ws, "HTTP/1.1 404 No\r\nX: " + OBS_TEXT + "\r\n\r\n"),
                http("name of a header field", ws, "HTTP/1.1 404 No\r\n" + LINE + ": x\r\n\r\n").unquoted(),
                http("redirect", ws, "HTTP/1.1 302 Found\r\nLocation: " + OBS_TEXT + "\r\n\r\n"),
                http("body", ws, "HTTP/1.1 400 EVIL\r\nContent-Length: 100\r\n\r\n" + TEXT),
                http("no HTTP", ws, TEXT).unquoted(),
                http("Upgrade", ws, "HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: "
                        + OBS_TEXT + "\r\n\r\n"),
                http("Sec-WebSocket-Accept", ws,
                        "HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                + "Sec-WebSocket-Accept: " + OBS_TEXT + "\r\n\r\n"),
                new Case("subprotocol", ws, "", connection -> connection.accept(connection.head(),
                        "Sec-WebSocket-Protocol: " + OBS_TEXT + "\r\n")),
                new Case("extension", ws, "", connection -> connection.accept(connection.head(),
                        "Sec-WebSocket-Extensions: " + OBS_TEXT + "\r\n")));
    }

    private static Case webSocket(String field, String command, Script afterHandshake) {
        return new Case(field, command, "", connection -> {
            connection.accept(connection.head(), "");
            afterHandshake.serve(connection);
        });
    }

    static Stream<Case> webSocketMessages() {
        Script messages = connection -> {
            connection.text(TEXT);
            connection.frame(9, TEXT.getBytes(StandardCharsets.UTF_8));
            connection.frame(10, TEXT.getBytes(StandardCharsets.UTF_8));
            connection.frame(2, TEXT.getBytes(StandardCharsets.UTF_8));
            connection.close(4000, LINE);
        };
        return Stream.of(webSocket("messages", "ws-client PORT/x", messages),
                webSocket("frames", "ws-client PORT/x --frames --handshake", messages),
                webSocket("close reason", "ws-client PORT/x", connection -> connection.close(1000, TEXT)),
                webSocket("illegal frame", "ws-client PORT/x --frames", connection -> {
                    connection.text(TEXT);
                    connection.frame(11, TEXT.getBytes(StandardCharsets.UTF_8));
                }));
    }

    static Stream<Case> engine() {
        String sio = "sio-client PORT --transports polling";
        return Stream.of(
                http("reason phrase", sio, "HTTP/1.1 503 " + OBS_TEXT + "\r\nContent-Length: 0\r\n\r\n"),
                http("message of an error", sio, error("{\"code\":0,\"message\":" + json(TEXT) + "}")),
                http("body of an error", sio, error(TEXT)),
                http("redirect", sio,
                        "HTTP/1.1 301 Moved\r\nLocation: " + OBS_TEXT + "\r\nContent-Length: 0\r\n\r\n"),
                http("handshake", sio,
                        ok("0{\"sid\":" + json(TEXT) + ",\"pingInterval\":" + json(TEXT) + "}")).unquoted(),
                http("handshake of a 2.x server", sio, ok("96:0{\"sid\":" + json(TEXT) + "}2:40")).unquoted(),
                http("handshake that is no JSON", sio, ok("0" + TEXT)).unquoted(),
                http("reason phrase, traced", sio + " --trace",
                        "HTTP/1.1 503 " + OBS_TEXT + "\r\nContent-Length: 0\r\n\r\n"),
                http("handshake, traced", sio + " --trace", ok("0{\"sid\":" + json(TEXT) + "," + TEXT)));
    }

    private static String error(String body) {
        return response("400 EVIL", body);
    }

    private static String ok(String body) {
        return response("200 OK", body);
    }

    private static String response(String status, String body) {
        String bytes = new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return "HTTP/1.1 " + status + "\r\nContent-Length: " + bytes.length() + "\r\n\r\n" + bytes;
    }

    private static Script engineSession(String... packets) {
        return connection -> {
            connection.accept(connection.head(), "");
            connection.text("0{\"sid\":" + json(TEXT)
                    + ",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}");
            connection.received(); // 40
            for (String packet : packets) {
                connection.text(packet);
            }
            String typed = connection.received();
            if (typed.startsWith("420")) {
                connection.text("430[" + json(TEXT) + "]");
                connection.received();
            }
        };
    }

    static Stream<Case> socketIo() {
        String[] packets = {"40{\"sid\":" + json(TEXT) + "}",
            "42[" + json(TEXT) + "," + json(TEXT) + ",{" + json(TEXT) + ":1}]",
            "42/" + LINE + ",[\"x\"]", "44/" + LINE + ",{\"message\":" + json(TEXT) + "}"};
        return Stream.of("", " --json", " --trace").flatMap(form -> {
            String sio = "sio-client PORT --transports websocket" + form;
            return Stream.of(
                    // the acknowledgement comes after all others
                    new Case("id, event, arguments and acknowledgement", sio + " --wait 1ms", "ack x 1\n",
                            engineSession(packets)),
                    new Case("refusal", sio, "",
                            engineSession("44{\"message\":" + json(TEXT) + ",\"data\":" + json(TEXT) + "}")),
                    new Case("packet that is none", sio + " --wait 1ms", "ack x 1\n",
                            engineSession(packets[0], packets[1], "4" + TEXT)));
        });
    }

    static Stream<Case> queue() {
        Script server = HostileServersTest::queueServer;
        return Stream.of(new Case("-ERR", "mq-send --url PORT orders hello", "", server),
                new Case("from=", "mq-receive --url PORT orders --count 1", "", server),
                new Case("from=", "mq-receive --url PORT orders --count 1 --json", "", server),
                new Case("STAT", "mq-stats --url PORT", "", server),
                new Case("STAT", "mq-stats --url PORT --json", "", server),
                new Case("greeting", "mq-send --url PORT orders hello", "",
                        connection -> connection.send(LINE + "\n", StandardCharsets.UTF_8)).unquoted());
    }

    private static void queueServer(Connection connection) throws java.io.IOException {
        for (String request = connection.line(); request != null; request = connection.line()) {
            String body = TEXT;
            connection.send(switch (request.split(" ")[0]) {
                case "PUT" -> "-ERR " + LINE + "\n";
                case "CONSUME" ->
                    "+OK\nMSG orders 7 1 first " + body.getBytes(StandardCharsets.UTF_8).length
                            + " dead=rejected from=" + LINE.replace(" ", "") + "\n" + body + "\n";
                case "STATS" -> "+OK 1\nSTAT " + LINE.replace(" ", "") + " ready=1\n";
                default -> "+OK\n";
            }, StandardCharsets.UTF_8);
        }
    }

    /** A server that refuses to open the connection (AMQP 0-9-1 §1.4.2). */
    static Stream<Case> amqp() {
        String start = "\0\12\0\12\0\11" + size(table(), 4) + size("PLAIN " + latin(LINE), 4)
                + size("en_US", 4);
        String close = "\0\12\0\62" + "\2\22" + size(latin(LINE), 1) + "\0\0\0\0";
        String tune = "\0\12\0\36" + "\0\0\0\2\0\0\0\0";
        Script refusal = connection -> {
            connection.skip(8); // the protocol's name and version
            connection.send(method(start), StandardCharsets.ISO_8859_1);
            connection.skipMethod(); // start-ok
            connection.send(method(tune), StandardCharsets.ISO_8859_1);
            connection.skipMethod(); // tune-ok
            connection.skipMethod(); // open
            connection.send(method(close), StandardCharsets.ISO_8859_1);
        };
        Script greeting = connection -> connection.send(latin(TEXT), StandardCharsets.ISO_8859_1);
        return Stream
                .of("mq-send --url amqp://127.0.0.1:PORT orders hello",
                        "mq-receive --url amqp://127.0.0.1:PORT orders --count 1")
                .flatMap(command -> Stream.of(new Case("reply-text", command, "", refusal),
                        new Case("greeting", command, "", greeting).unquoted()));
    }

    /** The server through which several servers of Socket.IO are one. */
    static Stream<Case> redis() {
        return Stream.of(new Case("error", "sio-server --port 0 --bus redis://127.0.0.1:PORT", "",
                connection -> connection.send("-ERR " + LINE + "\r\n", StandardCharsets.UTF_8)));
    }

    /** Returns UTF-8 as characters of one byte each. */
    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String table() {
        return size("product", 1) + "S" + size(latin(TEXT), 4);
    }

    /** Returns bytes after their number, which takes as many digits. */
    private static String size(String text, int digits) {
        StringBuilder size = new StringBuilder();
        for (int i = digits - 1; i >= 0; i--) {
            size.append((char) (text.length() >> 8 * i & 0xff));
        }
        return size + text;
    }

    private static String method(String payload) {
        return "\1\0\0" + size(payload, 4) + "\u00ce";
    }

    @Test
    void datagramsThatComeBackAreEscaped() throws Exception {
        try (DatagramSocket peer = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            Thread.ofVirtual().start(() -> answer(peer));
            try (Cli.Running send = Cli.startWithStyles("udp-send", Integer.toString(peer.getLocalPort()),
                    "hello",
                    "--wait",
                    "50s")) {
                send.awaitLine(".*EVIL.*");
                Cli.Result result = send.stop();
                HostileText.assertHarmless(result.out() + result.err(), true);
            }
        }
    }

    private static void answer(DatagramSocket peer) {
        try {
            DatagramPacket request = new DatagramPacket(new byte[100], 100);
            peer.receive(request);
            byte[] reply = TEXT.getBytes(StandardCharsets.UTF_8);
            peer.send(new DatagramPacket(Arrays.copyOf(reply, reply.length), reply.length,
                    request.getSocketAddress()));
        } catch (java.io.IOException _) {
            // the test is over
        }
    }
}
