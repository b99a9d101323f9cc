package netkit.dissect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.packet.LinkType;
import netkit.packet.PacketBuilder;
import netkit.packet.PacketDirection;
import netkit.packet.TcpSegment;
import netkit.packet.pcapng.CaptureReader;
import netkit.packet.pcapng.CapturedPacket;
import netkit.packet.pcapng.PcapngWriter;
import netkit.testing.Tshark;

/** Compares the fields of HTTP heads and WebSocket frames with tshark's, packet by packet. */
@Tag("peers")
@Tag("slow")
class ApplicationTsharkTest {
    @BeforeAll
    static void assumeComparedSeries() throws Exception {
        Tshark.assumeComparedSeries();
    }

    private static final List<String> NAMES = List.of("http.request.method", "http.request.uri",
            "http.request.version", "http.request.full_uri", "http.request.uri.path",
            "http.request.uri.query", "http.request.uri.query.parameter", "http.request.line",
            "http.response.version", "http.response.code", "http.response.code.desc", "http.response.phrase",
            "http.response.line", "http.content_length_header", "http.content_length", "http.cookie_pair",
            "http.host", "http.user_agent", "http.accept", "http.cookie", "http.set_cookie",
            "http.content_type", "http.transfer_encoding", "http.connection", "http.upgrade", "http.server",
            "http.sec_websocket_key", "http.sec_websocket_accept", "http.sec_websocket_extensions",
            "websocket.fin", "websocket.rsv", "websocket.opcode", "websocket.mask",
            "websocket.payload_length", "websocket.payload_length_ext_16", "websocket.payload_length_ext_64",
            "websocket.masking_key", "websocket.payload.ping", "websocket.payload.pong",
            "websocket.payload.close.status_code", "websocket.payload.close.reason");

    @TempDir
    private Path folder;
    private final List<byte[]> packets = new ArrayList<>();
    private int port = 40_000;
    private int clientNext;
    private int serverNext;

    private void open() {
        port++;
        clientNext = 101;
        serverNext = 201;
        packets.add(PacketBuilder.ip("192.0.2.1", "192.0.2.2").tcp(port, 80, TcpSegment.SYN, 100, 0).build());
        packets.add(PacketBuilder.ip("192.0.2.2", "192.0.2.1")
                .tcp(80, port, TcpSegment.SYN | TcpSegment.ACK, 200, 101).build());
    }

    private void client(byte[] bytes) {
        packets.add(PacketBuilder.ip("192.0.2.1", "192.0.2.2")
                .tcp(port, 80, TcpSegment.ACK | TcpSegment.PSH, clientNext, serverNext).payload(bytes)
                .build());
        clientNext += bytes.length;
    }

    private void server(byte[] bytes) {
        packets.add(PacketBuilder.ip("192.0.2.2", "192.0.2.1")
                .tcp(80, port, TcpSegment.ACK | TcpSegment.PSH, serverNext, clientNext).payload(bytes)
                .build());
        serverNext += bytes.length;
    }

    private void client(String text) {
        client(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void server(String text) {
        server(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] frame(String head, int payload) {
        byte[] start = HexFormat.of().parseHex(head);
        byte[] whole = new byte[start.length + payload];
        System.arraycopy(start, 0, whole, 0, start.length);
        return whole;
    }

    private void talkHttp() {
        open();
        client("GET /a/b?c=d&e HTTP/1.1\r\nHost: example.com\r\nUser-Agent: netkit\r\nAccept: */*\r\n"
                + "Cookie: a=b; c=d\r\nX-Other:  spaces  \r\n\r\n");
        server("HTTP/1.1 200 OK\r\nServer: s\r\nContent-Length: 3\r\nSet-Cookie: a=b\r\n\r\nabc");
        client("POST /long HTTP/1.1\r\nHost: example.com\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n01");
        server("HTTP/1.1 100 Continue\r\n\r\n");
        client("234567");
        client("89");
        server("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        server("0\r\n\r\n");
        client("HEAD / HTTP/1.1\r\nHost: example.com\r\n\r\n");
        server("HTTP/1.1 404 Not Found\r\nContent-Length: 500\r\n\r\n");
        client("DELETE /x HTTP/1.1\r\nHost: example.com\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: example.com\r\n\r\n");
        server("HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    }

    private void talkWebSocket() {
        open();
        client("GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
        server("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
        client(frame("818537fa213d7f9f4d5158", 0));
        server(frame("0203010203" + "8903616263" + "8002", 2));
        client(frame("8a8300000000616263", 0));
        server(frame("827e0100", 0x100));
        server(frame("827f0000000000010000", 0x10000 - 100));
        server(new byte[100]);
        server(frame("c107f248cdc9c90700", 0));
        client(frame("888501020304", 0));
        client(frame("02ea6c6a6f", 0));
        server(frame("880703e8" + "6f76657221", 0));
    }

    @Test
    void headsAndFramesHaveTheValuesOfTshark() throws Exception {
        talkHttp();
        talkWebSocket();
        Path capture = folder.resolve("capture.pcapng");
        try (OutputStream out = Files.newOutputStream(capture);
                PcapngWriter writer = new PcapngWriter(out, "netkit test", List.of())) {
            int wire = writer.addInterface("wire", "", LinkType.RAW_IP, 0);
            for (int i = 0; i < packets.size(); i++) {
                writer.packet(wire, 1_700_000_000_000_000_000L + i * 1_000_000L, packets.get(i),
                        PacketDirection.UNKNOWN, List.of());
            }
        }
        List<String> expected = Tshark.fields(capture, List.of(), NAMES.toArray(String[]::new));
        List<String> actual = ours(capture);
        for (int i = 0; i < packets.size(); i++) {
            assertEquals(values(expected.get(i)), values(actual.get(i)), "packet " + (i + 1));
        }
    }

    /** Pairs names and values, so that a difference can be read. */
    private static String values(String line) {
        String[] values = line.split("\\|", -1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            if (!values[i].isEmpty()) {
                text.append(NAMES.get(i)).append(" = ").append(values[i].replaceAll("0x0+([0-9a-f])", "$1"))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static List<String> ours(Path capture) throws Exception {
        Dissector dissector = new Dissector();
        List<String> lines = new ArrayList<>();
        try (CaptureReader reader = new CaptureReader(Files.newInputStream(capture))) {
            for (Optional<CapturedPacket> next = reader.next(); next.isPresent(); next = reader.next()) {
                Map<String, List<String>> values = new HashMap<>();
                dissector.dissect(next.get()).layers().forEach(layer -> collect(layer.fields(), values));
                lines.add(String.join("|", NAMES.stream()
                        .map(name -> String.join(",", values.getOrDefault(name, List.of()))).toList()));
            }
        }
        return lines;
    }

    private static void collect(List<Field> fields, Map<String, List<String>> values) {
        for (Field field : fields) {
            String value = switch (field.value()) {
                case FieldValue.Number(long number) -> Long.toString(number);
                case FieldValue.Flag(boolean isSet) -> isSet ? "1" : "0";
                case FieldValue.Text(String text) -> text.replace("\r", "\\r").replace("\n", "\\n");
                case FieldValue.Bytes(byte[] bytes) -> HexFormat.of().formatHex(bytes);
            };
            values.computeIfAbsent(field.name(), _ -> new ArrayList<>()).add(value);
            collect(field.parts(), values);
        }
    }
}
