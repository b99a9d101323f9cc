package netkit.cli;

import static netkit.testing.HostileText.LINE;
import static netkit.testing.HostileText.OBS_TEXT;
import static netkit.testing.HostileText.TEXT;
import static netkit.testing.HostileText.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.testing.Cli;
import netkit.testing.HostileText;

/** Every server, with a client that puts control characters into each text field of its protocol. */
@Timeout(60)
@Tag("slow")
class HostileClientsTest {
    private static final String TIME = "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ";
    private static final String UPGRADE = "Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\n";
    /** A packet of Socket.IO whose namespace the server quotes, after all packets before it. */
    private static final String LAST = "42/EVIL,[\"x\"]";
    private static final String KEY = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";

    /**
     * A case.
     *
     * @param parts what the client sends before it ends its side of the connection, each in a charset of its own
     * @param isQuoted whether the server's log quotes the text
     */
    private record Case(String field, String server, List<byte[]> parts, boolean isQuoted) {
        Case quoted() {
            return new Case(field, server, parts, true);
        }

        @Override
        public String toString() {
            return server + ": " + field;
        }
    }

    @ParameterizedTest
    @MethodSource({"chat", "queue", "http", "webSocket", "engine"})
    void textOfTheClientIsEscaped(Case one) throws IOException {
        try (Cli.Running server = Cli.startWithStyles((one.server + " --port 0").split(" "))) {
            String received;
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                for (byte[] part : one.parts) {
                    client.getOutputStream().write(part);
                }
                if (one.isQuoted && one.server.contains("--app")) {
                    // before the end, at which Socket.IO drops what it has not handled yet
                    server.awaitErrorLine(".*EVIL.*");
                }
                client.shutdownOutput();
                received = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                received = e.toString(); // reset, since the server has not read all
            }
            if (one.isQuoted) {
                server.awaitErrorLine(".*EVIL.*"); // also after a reset
            }
            Cli.Result result = server.stop();
            HostileText.assertHarmless(result.out() + result.err(), one.isQuoted);
            assertEquals(List.of(), result.err().lines().filter(line -> !line.matches(TIME + ".*")).toList(),
                    result.toString());
            if (one.server.equals("tcp-server") || one.server.equals("mq-server")) { // people type to these
                HostileText.assertHarmless(received.replace("\r\n", "\n"), false);
            }
        }
    }

    private static Case of(String field, String server, String... parts) {
        return new Case(field, server,
                Stream.of(parts).map(part -> bytes(part, StandardCharsets.UTF_8)).toList(),
                false);
    }

    private static byte[] bytes(String text, Charset charset) {
        return text.getBytes(charset);
    }

    static Stream<Case> chat() {
        String chat = "tcp-server";
        return Stream.of(of("text", chat, TEXT + "\n"), of("command", chat, "/" + LINE + "\n"),
                of("name", chat, "/nick " + LINE + "\n"),
                of("name before one leaves", chat, "/nick EVIL\n/nick "
                        + TEXT + "\n"),
                of("room", chat, "/join " + LINE + "\n"),
                of("member", chat, "/msg " + LINE + " x\n/who " + LINE + "\n"),
                new Case("C1 as bytes", chat,
                        List.of(bytes("/nick " + OBS_TEXT + "\n", StandardCharsets.ISO_8859_1)),
                        false),
                of("HTTP", chat, "GET /" + LINE + " HTTP/1.1\r\nHost: " + LINE + "\r\n\r\n"));
    }

    static Stream<Case> queue() {
        String queue = "mq-server";
        String name = LINE.replace(" ", "");
        int length = bytes(TEXT, StandardCharsets.UTF_8).length;
        return Stream.of(of("request", queue, LINE + "\n"), of("queue", queue, "PUT " + name + " 1\nx\n"),
                of("size", queue, "PUT orders " + name + "\n"),
                of("option", queue, "PUT orders 1 " + name + "=1\nx\nPUT orders 1 ttl=" + name + "\nx\n"),
                of("body", queue, "PUT orders " + length + "\n" + TEXT + "\nPUT orders 1\n" + TEXT + "\n"),
                of("consumer", queue, "CONSUME " + name + "\nCONSUME orders " + name + "\n"),
                of("acknowledgement", queue, "ACK " + name + "\nNACK " + name + "\nREJECT " + name + "\n"),
                of("purge", queue, "PURGE " + name + "\nSTATS " + name + "\n"),
                new Case("C1 as bytes", queue,
                        List.of(bytes("PUT " + OBS_TEXT + " 1\nx\n", StandardCharsets.ISO_8859_1)),
                        false),
                of("HTTP", queue, "POST /" + LINE + " HTTP/1.1\r\n\r\n"));
    }

    /** Fields of a request, at both servers that speak HTTP. */
    static Stream<Case> http() {
        return Stream.of("ws-server", "sio-server").flatMap(server -> Stream.of(
                latin(server, "request line", OBS_TEXT + "\r\n\r\n"),
                latin(server, "method", OBS_TEXT.replace(" ", "") + " / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                latin(server, "target",
                        "GET /" + OBS_TEXT.replace(" ", "") + " HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                latin(server, "encoded target",
                        "GET /EVIL%1b%5d0;x%07%c2%9b%e2%80%ae%0d%0a HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                latin(server, "version", "GET / HTTP/" + OBS_TEXT + "\r\nHost: localhost\r\n\r\n"),
                latin(server, "ESC in the request line", "GET /" + LINE + " HTTP/1.1\r\n\r\n"),
                latin(server, "name of a field", "GET / HTTP/1.1\r\n" + OBS_TEXT + ": x\r\n\r\n"),
                latin(server, "ESC in a field", "GET / HTTP/1.1\r\nX: " + LINE + "\r\n\r\n"),
                latin(server, "Host", "GET / HTTP/1.1\r\nHost: " + OBS_TEXT + "\r\n\r\n"),
                latin(server, "Origin",
                        "GET / HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\nOrigin: http://"
                                + OBS_TEXT + "\r\n\r\n")
                        .quoted(),
                latin(server, "Content-Length",
                        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + OBS_TEXT
                                + "\r\n\r\n"),
                latin(server, "Transfer-Encoding", "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: "
                        + OBS_TEXT + "\r\n\r\n"),
                latin(server, "chunk",
                        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + OBS_TEXT + "\r\n\r\n")));
    }

    private static Case latin(String server, String field, String request) {
        return new Case(field, server, List.of(bytes(request, StandardCharsets.ISO_8859_1)), false);
    }

    static Stream<Case> webSocket() {
        return Stream.of(
                webSocket("subprotocol", "/chat", "Sec-WebSocket-Protocol: " + OBS_TEXT + "\r\n"),
                webSocket("extension", "/chat", "Sec-WebSocket-Extensions: " + OBS_TEXT + "\r\n"),
                webSocket("key", "/chat", "Sec-WebSocket-Key: " + OBS_TEXT + "\r\n"),
                webSocket("name", "/chat?name=EVIL%1b%5d0;x%07%c2%9b%e2%80%ae", ""),
                webSocket("text", "/chat", "", frame(1, utf8(TEXT)), frame(1, utf8("/nick " + LINE)),
                        frame(1, utf8("/join " + LINE)), close(TEXT)).quoted(),
                webSocket("close reason", "/chat", "", close(TEXT)).quoted(),
                webSocket("close reason of an echo", "/echo", "", frame(1, utf8(TEXT)), close(TEXT)).quoted(),
                webSocket("ping", "/echo", "", frame(9, utf8(TEXT)), frame(10, utf8(TEXT)), close(LINE))
                        .quoted(),
                webSocket("no UTF-8", "/echo", "", frame(1, bytes(OBS_TEXT, StandardCharsets.ISO_8859_1))),
                latin("ws-server", "token of a poll",
                        "GET /poll?after=EVIL%1b%07 HTTP/1.1\r\nHost: localhost\r\n"
                                + "Connection: close\r\n\r\n"),
                latin("ws-server", "id of an event",
                        "GET /events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: "
                                + OBS_TEXT + "\r\nConnection: close\r\n\r\n"),
                latin("ws-server", "line sent over HTTP", post("/send?token=EVIL%1b", TEXT)));
    }

    private static String post(String target, String body) {
        String latin = new String(utf8(body), StandardCharsets.ISO_8859_1);
        return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: text/plain;charset=UTF-8\r\nContent-Length: " + latin.length() + "\r\n\r\n"
                + latin;
    }

    private static Case webSocket(String field, String target, String fields, byte[]... frames) {
        String key = fields.contains("Key") ? "" : KEY;
        return new Case(field, "ws-server",
                Stream.concat(Stream.of(bytes("GET " + target + " HTTP/1.1\r\n" + UPGRADE
                        + key + fields + "\r\n", StandardCharsets.ISO_8859_1)), Stream.of(frames)).toList(),
                false);
    }

    private static byte[] utf8(String text) {
        return bytes(text, StandardCharsets.UTF_8);
    }

    /** Returns a frame with FIN, masked with zeros (RFC 6455 §5.2). */
    private static byte[] frame(int opcode, byte... payload) {
        boolean isShort = payload.length < 126;
        ByteBuffer frame = ByteBuffer.allocate((isShort ? 6 : 8) + payload.length)
                .put((byte) (0x80 | opcode));
        if (isShort) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        return frame.putInt(0).put(payload).array();
    }

    private static byte[] close(String reason) {
        byte[] bytes = utf8(reason);
        return frame(8, ByteBuffer.allocate(2 + bytes.length).putShort((short) 4000).put(bytes).array());
    }

    static Stream<Case> engine() {
        return Stream.of("chat", "echo").flatMap(app -> {
            String server = "sio-server --app " + app;
            return Stream.of(query(server, "EIO", "EIO=" + "EVIL%1b%5d&transport=polling"),
                    query(server, "transport", "EIO=4&transport=EVIL%1b%5d0;x%07"),
                    query(server, "sid", "EIO=4&transport=polling&sid=EVIL%1b%5d%e2%80%ae"),
                    query(server, "no query", "%zzEVIL"),
                    socketIo(server, "packet that is none", "4" + TEXT),
                    socketIo(server, "Engine.IO packet that is none", TEXT),
                    socketIo(server, "namespace", "40/" + LINE + ","),
                    socketIo(server, "namespace of an event", "42/" + TEXT + ",[\"x\"]").quoted(),
                    socketIo(server, "auth", "40{\"name\":" + json(TEXT) + ",\"token\":" + json(TEXT) + "}",
                            LAST).quoted(),
                    socketIo(server, "auth that is no JSON", "40{" + TEXT),
                    socketIo(server, "event", "40", "42[" + json(TEXT) + "," + json(TEXT) + "]",
                            "42[\"message\"," + json(TEXT) + "]", "42[\"nick\"," + json(TEXT) + "]",
                            "42[\"join\"," + json(TEXT) + "]", "421[\"echo\",{" + json(TEXT) + ":1}]", LAST)
                            .quoted(),
                    socketIo(server, "acknowledgement", "40", "437[" + json(TEXT) + "]", LAST).quoted(),
                    socketIo(server, "acknowledgement that is no JSON", "40", "43" + TEXT),
                    socketIo(server, "error of a client", "40", "44{\"message\":" + json(TEXT) + "}"),
                    socketIo(server, "attachment", "40", "451-[\"x\",{\"_placeholder\":" + json(TEXT)
                            + ",\"num\":" + json(TEXT) + "}]"));
        });
    }

    private static Case query(String server, String field, String query) {
        return latin(server, field, "GET /socket.io/?" + query
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    private static Case socketIo(String server, String field, String... packets) {
        return new Case(field, server, Stream.concat(
                Stream.of(utf8(
                        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n" + UPGRADE + KEY + "\r\n")),
                Stream.of(packets).map(packet -> frame(1, utf8(packet)))).toList(), false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " --json", " --each", " --hex"})
    void datagramsAreEscaped(String form) throws IOException {
        try (Cli.Running listener = Cli
                .startWithStyles(("udp-listen --port 0 --host 127.0.0.1 --count 2" + form)
                        .split(" "));
                DatagramSocket peer = new DatagramSocket()) {
            int port = Integer.parseInt(
                    listener.awaitLine(".*listening on.*").replaceFirst(".*:", "").replaceAll("\\D.*", ""));
            for (byte[] bytes : List.of(utf8(TEXT), bytes(OBS_TEXT, StandardCharsets.ISO_8859_1))) {
                peer.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
            }
            Cli.Result result = listener.await();
            HostileText.assertHarmless(result.out() + result.err(), !form.equals(" --hex"));
        }
    }
}
