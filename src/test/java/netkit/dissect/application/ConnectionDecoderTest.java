package netkit.dissect.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;

import netkit.packet.stream.StreamReassembly.Data;
import netkit.packet.stream.StreamReassembly.End;
import netkit.packet.stream.StreamReassembly.Gap;
import netkit.packet.stream.StreamReassembly.Piece;

/** Each conversation is decoded whole, byte by byte, and in pieces of seven bytes; the messages must be the same. */
class ConnectionDecoderTest {
    private static final String UPGRADE = "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final String ACCEPTED = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";

    private record Turn(boolean fromClient, byte[] bytes) {}

    private static Turn client(String text) {
        return new Turn(true, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Turn server(String text) {
        return new Turn(false, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Turn clientHex(String hex) {
        return new Turn(true, HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static Turn serverHex(String hex) {
        return new Turn(false, HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static List<String> decode(int port, int size, Turn... turns) {
        ConnectionDecoder decoder = new ConnectionDecoder(50_000, port, new EngineSessions());
        List<String> lines = new ArrayList<>();
        long[] offsets = new long[2];
        long packet = 0;
        for (Turn turn : turns) {
            int side = turn.fromClient ? 0 : 1;
            for (int at = 0; at < turn.bytes.length; at += size) {
                int to = Math.min(turn.bytes.length, at + size);
                decoder.feed(turn.fromClient,
                        List.of(new Data(offsets[side], turn.bytes, at, to, ++packet)),
                        message -> lines.add(line(message)));
                offsets[side] += to - at;
            }
        }
        for (int side = 0; side < 2; side++) {
            List<Piece> end = List.of(new End(offsets[side], false));
            decoder.feed(side == 0, end, message -> lines.add(line(message)));
        }
        return lines;
    }

    private static String line(ApplicationMessage message) {
        FieldNames names = new FieldNames();
        message.fields().accept(names); // no field may throw
        return (message.carried().fromLow() ? "> " : "< ") + message.protocol() + " " + message.summary()
                + (message.notices().isEmpty() ? ""
                        : " " + message.notices().toString().replaceFirst("in packet \\d+", "in packet N"));
    }

    private static void assertMessages(int port, List<Turn> turns, String... expected) {
        Turn[] all = turns.toArray(Turn[]::new);
        for (int size : new int[] {Integer.MAX_VALUE / 2, 7, 1}) {
            assertEquals(List.of(expected), decode(port, size, all), "in pieces of " + size);
        }
    }

    @Test
    void requestsAndResponsesWithEachKindOfBody() {
        assertMessages(80, List.of(client("GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
                + "POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
                + "HEAD /c HTTP/1.1\r\nHost: h\r\n\r\nGET /d HTTP/1.1\r\nHost: h\r\n\r\n"),
                server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"
                        + "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nHTTP/1.0 200 OK\r\n\r\nto the end")),
                "> http GET /a HTTP/1.1", "> http POST /b HTTP/1.1", "> http HEAD /c HTTP/1.1",
                "> http GET /d HTTP/1.1", "< http HTTP/1.1 200 OK", "< http HTTP/1.1 100 Continue",
                "< http HTTP/1.1 204 No Content", "< http HTTP/1.1 200 OK", "< http HTTP/1.0 200 OK");
    }

    @Test
    void bodiesAreGivenWithoutTheirCodings() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write("hello, hello".getBytes(StandardCharsets.UTF_8));
        }
        String head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + zipped.size()
                + "\r\n\r\n";
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(head.getBytes(StandardCharsets.UTF_8));
        whole.write(zipped.toByteArray());
        List<String> contents = new ArrayList<>();
        ConnectionDecoder decoder = new ConnectionDecoder(80, 50_000, new EngineSessions());
        byte[] bytes = whole.toByteArray();
        decoder.feed(true, List.of(new Data(0, bytes, 0, bytes.length, 1)),
                message -> contents.add(message.content()));
        assertEquals(List.of("hello, hello"), contents);
    }

    @Test
    void eventsAreGivenAsTheyCome() {
        assertMessages(80, List.of(client("GET /events HTTP/1.1\r\nHost: h\r\n\r\n"),
                server("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: one\n\n"),
                server("event: join\ndata: bob\n\n: heart\n\ndata: unfin")),
                "> http GET /events HTTP/1.1", "< http HTTP/1.1 200 OK", "< sse one", "< sse join: bob",
                "< http HTTP/1.1 200 OK [the end of the body; the head was in packet N]");
    }

    @Test
    void framesAreJoinedToMessages() {
        assertMessages(8080, List.of(client(UPGRADE + "\r\n"), server(ACCEPTED + "\r\n"),
                // RFC 6455 §5.7: "Hello" masked; in two fragments, with a ping between them; close
                clientHex("8185 37fa213d 7f9f4d5158"), serverHex("010348656c 890548656c6c6f 80026c6f"),
                serverHex("880203e8")),
                "> http GET /ws HTTP/1.1", "< http HTTP/1.1 101 Switching Protocols",
                "> websocket text: Hello", "< websocket text, not the last fragment, 3 bytes",
                "< websocket ping, 5 bytes", "< websocket continuation, 2 bytes",
                "< websocket message of 5 bytes: Hello", "< websocket close 1000, 2 bytes");
    }

    @Test
    void compressedMessagesAreInflated() {
        assertMessages(8080, List.of(
                client(UPGRADE + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"),
                server(ACCEPTED + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"),
                // RFC 7692 §7.2.3.1 and §7.2.3.2: the second refers to the first
                serverHex("c107f248cdc9c90700 c105f200110000")),
                "> http GET /ws HTTP/1.1", "< http HTTP/1.1 101 Switching Protocols",
                "< websocket text, compressed, 7 bytes", "< websocket message of 5 bytes: Hello",
                "< websocket text, compressed, 5 bytes", "< websocket message of 5 bytes: Hello");
    }

    @Test
    void aWrongAcceptIsSaidAndWhatFollowsIsNotTrusted() {
        List<String> lines = decode(8080, 1000, client(UPGRADE + "\r\n"),
                server(ACCEPTED.replace("s3pP", "XXXX") + "\r\n"), serverHex("810548656c6c6f"));
        assertEquals(3, lines.size(), lines.toString());
        assertTrue(lines.get(1).contains("Sec-WebSocket-Accept is not s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
                lines.get(1));
        assertTrue(
                lines.get(2)
                        .startsWith("< websocket not to be trusted: text, 5 bytes [the handshake was not"),
                lines.get(2));
    }

    @Test
    void anUpgradeToSomethingElseIsSaid() {
        List<String> lines = decode(80, 1000,
                client("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),
                server("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),
                server("raw bytes"));
        assertTrue(lines.get(1).contains("upgraded to 'h2c', which is not taken apart"), lines.toString());
        assertTrue(lines.get(2).startsWith("< data 9 bytes: upgraded to 'h2c'"), lines.toString());
    }

    @Test
    void anUnacceptedUpgradeStaysHttp() {
        assertMessages(80, List.of(client(UPGRADE + "\r\n"),
                server("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
                client("GET /again HTTP/1.1\r\nHost: h\r\n\r\n")),
                "> http GET /ws HTTP/1.1", "< http HTTP/1.1 400 Bad Request", "> http GET /again HTTP/1.1");
    }

    @Test
    void theChatIsRecognizedOnEachPortByItsServersGreeting() {
        assertMessages(9100, List.of(server("* you are guest-1 in lobby; /help lists the commands\n"),
                client("hello\n")),
                "< chat * you are guest-1 in lobby; /help lists the commands", "> chat hello");
    }

    @Test
    void otherProtocolsAreRecognizedByTheirBytes() {
        assertEquals("< data 15 bytes: SSH, on a port of other protocols banner: SSH-2.0-OpenSS",
                decode(80, 100, server("SSH-2.0-OpenSS\n")).getFirst().replaceAll(" \\[.*", ""));
        assertEquals("> data text: hello [plain text on a port of HTTP]",
                decode(8080, 100, client("hello\n")).getFirst());
        assertMessages(9000, List.of(client("/nick alice\r\nhello, all\r\n"), server("* alice has joined\n")),
                "> chat /nick alice", "> chat hello, all", "< chat * alice has joined");
        assertMessages(5671, List.of(serverHex("1703030002abcd 1503030002 0100")),
                "< tls application data, 2 bytes, encrypted", "< tls alert");
    }

    @Test
    void linesAndBodiesOfTheQueue() {
        assertMessages(9100,
                List.of(client("PUT jobs 5\r\nhello\r\nCONSUME jobs\n"), server("+OK 1\r\n+OK\r\n"),
                        server("MSG jobs 1 1 first 5\r\nhello\r\n\r\n"), client("ACK 1\r\n")),
                "> mq PUT jobs 5: hello", "> mq CONSUME jobs", "< mq +OK 1", "< mq +OK",
                "< mq MSG jobs 1 1 first 5: hello", "> mq ACK 1");
    }

    @Test
    void framesOfAmqpHaveTheNamesOfTheirMethods() {
        assertMessages(5672, List.of(client("AMQP\0\0\u0009\1"), clientHex("01 0001 00000005 0014000a 00 ce"),
                serverHex("01 0001 00000008 0014000b 00000000 ce 08 0000 00000000 ce")),
                "> amqp protocol header 0-9-1", "> amqp channel.open, channel 1",
                "< amqp channel.open-ok, channel 1", "< amqp heartbeat, channel 0");
    }

    @Test
    void packetsOfEngineIoAndSocketIoOverPolling() {
        String get = "GET /socket.io/?EIO=4&transport=polling&sid=x HTTP/1.1\r\nHost: h\r\n\r\n";
        String body = "40{\"sid\":\"y\"}\u001e42[\"chat\",\"hi\"]";
        assertMessages(80, List.of(client(get),
                server("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)),
                "> http GET /socket.io/?EIO=4&transport=polling&sid=x HTTP/1.1", "< http HTTP/1.1 200 OK",
                "< engineio message", "< socketio connect / {\"sid\":\"y\"}", "< engineio message",
                "< socketio event / [\"chat\",\"hi\"]");
    }

    @Test
    void aGapInABodyIsSaidAndTheNextResponseIsFound() {
        ConnectionDecoder decoder = new ConnectionDecoder(50_000, 80, new EngineSessions());
        List<String> lines = new ArrayList<>();
        byte[] first = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab".getBytes(StandardCharsets.UTF_8);
        byte[] rest = "ijHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
                .getBytes(StandardCharsets.UTF_8);
        decoder.feed(false, List.of(new Data(0, first, 0, first.length, 1), new Gap(first.length, 6),
                new Data(first.length + 6, rest, 0, rest.length, 2)), message -> lines.add(line(message)));
        assertEquals(List.of(
                "< data 0 bytes: 6 bytes are missing in the capture [6 bytes are missing in the capture]",
                "< http HTTP/1.1 200 OK [6 bytes are missing in the capture]",
                "< http HTTP/1.1 404 Not Found"),
                lines);
    }
}
