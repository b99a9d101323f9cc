package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.testing.Leftovers;

/** Input of broken or hostile clients: each gets the right status or close code, and leaves no thread or socket. */
@Timeout(120)
@Tag("slow")
class WebSocketCorpusTest {
    private record BadFrames(int code, byte[] bytes) {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns a valid request with one part replaced. */
    private static byte[] handshake(String part, String replacement) {
        String valid = new String(RawPeer.request("/echo"), StandardCharsets.ISO_8859_1);
        assertTrue(valid.contains(part), part);
        return ascii(valid.replace(part, replacement));
    }

    private static List<Map.Entry<Integer, byte[]>> handshakes() {
        List<Map.Entry<Integer, byte[]>> all = new ArrayList<>();
        for (String garbage : new String[] {"\0\0\0\0", "\u0016\u0003\u0001\u0002\u0000", "hello\n",
            "GET / HTTP/1.1\n\n", "\r\n\r\nhello\n",
            "GET\r\n\r\n", "GET /echo\r\n\r\n", "SSH-2.0-x\r\n\r\n", "GET /echo HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n", "GET /e\u00e9 HTTP/1.1\r\nHost: h\r\n\r\n"}) {
            all.add(Map.entry(400, ascii(garbage)));
        }
        for (String[] change : new String[][] {{"Host: h\r\n", ""}, {"Host: h", "Host: a b"},
            {"Upgrade: websocket\r\n", ""},
            {"Upgrade: websocket", "Upgrade: h2c"}, {"Connection: Upgrade\r\n", ""},
            {"Connection: Upgrade", "Connection: close"},
            {"Connection: Upgrade", "Connection : Upgrade"}, {"Connection: Upgrade", " Connection: Upgrade"},
            {"Connection: Upgrade", "Connection: Upg\u0001rade"},
            {"Connection: Upgrade\r\n", "Connection: Upgrade\n"},
            {"Connection: Upgrade\r\n", "Connection:\r\n Upgrade\r\n"},
            {"Sec-WebSocket-Key: " + RawPeer.KEY + "\r\n", ""},
            {RawPeer.KEY, ""}, {RawPeer.KEY, "AAAA"},
            {RawPeer.KEY, RawPeer.KEY + "\r\nSec-WebSocket-Key: " + RawPeer.KEY},
            {RawPeer.KEY, "?".repeat(22) + "=="}, {RawPeer.KEY, RawPeer.KEY.replace("==", "")},
            {"Host: h", "Host: h\r\nContent-Length: 3"}, {"Host: h", "Host: h\r\nTransfer-Encoding: chunked"},
            {"Host: h", "Host: h\r\nSec-WebSocket-Protocol: a, a"},
            {"Host: h", "Host: h\r\nSec-WebSocket-Extensions: ;"},
            {"Host: h", "Host: h\r\nno colon"}, {"Host: h", "Host: h\r\n: no name"}, {"HTTP/1.1", "HTTP/1.0"},
            {"HTTP/1.1", "http/1.1"}, {"GET /echo", "GET  /echo"}}) {
            all.add(Map.entry(400, handshake(change[0], change[1])));
        }
        all.add(Map.entry(404, handshake("/echo", "/nothing")));
        all.add(Map.entry(404, handshake("/echo", "/echo/")));
        all.add(Map.entry(405, handshake("GET", "POST")));
        all.add(Map.entry(405, ascii("DELETE / HTTP/1.1\r\nHost: h\r\n\r\n")));
        all.add(Map.entry(414, ascii("GET /" + "x".repeat(9000) + " HTTP/1.1\r\n\r\n")));
        all.add(Map.entry(426, handshake("Version: 13", "Version: 12")));
        all.add(Map.entry(426, handshake("Sec-WebSocket-Version: 13\r\n", "")));
        all.add(Map.entry(431, handshake("Host: h", "Host: h\r\nX: " + "x".repeat(40_000))));
        all.add(Map.entry(431, handshake("Host: h", "Host: h" + "\r\nX: x".repeat(101))));
        all.add(Map.entry(505, handshake("HTTP/1.1", "HTTP/2.0")));
        return all;
    }

    private static List<BadFrames> frames() {
        List<BadFrames> all = new ArrayList<>();
        for (int opcode : new int[] {3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF}) {
            all.add(new BadFrames(1002, Wire.client(0x80 | opcode, "")));
            all.add(new BadFrames(1002, Wire.client(0x80 | opcode, "payload")));
        }
        for (int reserved = 1; reserved < 8; reserved++) {
            for (int opcode : new int[] {1, 2, 8, 9, 10}) {
                if (reserved != 4 || opcode > 2) {
                    all.add(new BadFrames(1002, Wire.client(0x80 | reserved << 4 | opcode, "x")));
                }
            }
        }
        for (int first : new int[] {0x81, 0x82, 0x01, 0x88, 0x89, 0x8A}) {
            all.add(new BadFrames(1002, Wire.server(first, "unmasked")));
        }
        for (int first : new int[] {0x08, 0x09, 0x0A}) {
            all.add(new BadFrames(1002, Wire.client(first, "")));
        }
        for (int first : new int[] {0x88, 0x89, 0x8A}) {
            all.add(new BadFrames(1002, Wire.client(first, new byte[126])));
            all.add(new BadFrames(1002, Wire.client(first, new byte[70_000])));
        }
        for (String head : new String[] {"82fe0000", "82fe007d", "82ff0000000000000000",
            "82ff000000000000ffff",
            "82ff8000000000000000", "82ffffffffffffffffff"}) {
            all.add(new BadFrames(1002, Wire.hex(head + "00000000")));
        }
        all.add(new BadFrames(1002, Wire.client(0x80, "no message to continue")));
        all.add(new BadFrames(1002, Wire.client(0x00, "no message to continue")));
        all.add(new BadFrames(1002, Wire.join(Wire.client(0x01, "a"), Wire.client(0x81, "b"))));
        all.add(new BadFrames(1002, Wire.join(Wire.client(0x01, "a"), Wire.client(0x01, "b"))));
        all.add(new BadFrames(1002,
                Wire.join(Wire.client(0x02, "a"), Wire.client(0x00, "b"), Wire.client(0x82, "c"))));
        all.add(new BadFrames(1002, Wire.join(Wire.client(0x01, "a"), Wire.client(0xC0, "b"))));
        for (String text : new String[] {"80", "c080", "eda080", "f4908080", "ff",
            "cebae1bdb9cf83cebcceb5eda080656469746564",
            "c3", "e282", "f09f98"}) {
            all.add(new BadFrames(1007, Wire.client(0x81, Wire.hex(text))));
            all.add(new BadFrames(1007, Wire.join(Wire.client(0x01, Wire.hex(text)), Wire.client(0x80, ""))));
        }
        all.add(new BadFrames(1007, Wire.client(0x01, Wire.hex("c080")))); // without a final fragment
        all.add(new BadFrames(1007,
                Arrays.copyOf(Wire.client(0x81, Wire.hex("c080" + "41".repeat(100))), 8)));
        all.add(new BadFrames(1007, Wire.client(0xC1, Wire.hex("07ffff"))));
        all.add(new BadFrames(1007, Wire.client(0xC1, Wire.hex("000200fdffc08000"))));
        all.add(new BadFrames(1007, Wire.client(0x88, Wire.hex("03e8ff"))));
        all.add(new BadFrames(1002, Wire.client(0x88, Wire.hex("03"))));
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535}) {
            all.add(new BadFrames(1002, Wire.client(0x88, Wire.hex(String.format("%04x", code)))));
        }
        all.add(new BadFrames(1009, Wire.hex("82ff000000000100000100000000")));
        all.add(new BadFrames(1009, Wire.hex("82ff7fffffffffffffff00000000")));
        all.add(new BadFrames(1009,
                Wire.join(Wire.client(0x02, "a"), Wire.hex("80ff000000000100000000000000"))));
        try (MessageDeflater deflater = new MessageDeflater(true, 15)) {
            byte[] zeros = new byte[17 << 20];
            int length = deflater.deflate(zeros, 0, zeros.length);
            all.add(new BadFrames(1009, Wire.client(0xC2, Arrays.copyOf(deflater.bytes(), length))));
        }
        return all;
    }

    private static void assertEchoes(EchoServer server) throws Exception {
        try (RawPeer peer = server.peer()) {
            peer.send(Wire.client(Wire.TEXT, "still here?")).expect(Wire.TEXT, "still here?");
            peer.send(Wire.clientClose(1000));
            assertEquals(1000, peer.expectClose().code());
            peer.expectEnd();
        }
    }

    @Test
    void malformedHandshakeGetsItsStatusAndLeavesNoResources() throws Exception {
        try (EchoServer server = new EchoServer()) {
            Leftovers leftovers = new Leftovers();
            for (Map.Entry<Integer, byte[]> bad : handshakes()) {
                String context = new String(bad.getValue(), 0, Math.min(300, bad.getValue().length),
                        StandardCharsets.ISO_8859_1);
                try (RawPeer peer = RawPeer.connect(server.endpoint())) {
                    assertEquals(bad.getKey(), peer.send(bad.getValue()).statusAndEnd(), context);
                }
            }
            assertNotNull(server.log.poll(20, TimeUnit.SECONDS),
                    "the first of each status is logged, and others counted");
            leftovers.awaitNone();
            assertEchoes(server);
        }
    }

    @Test
    void illegalFrameGetsItsCloseCodeAndLeavesNoResources() throws Exception {
        try (EchoServer server = new EchoServer()) {
            Leftovers leftovers = new Leftovers();
            for (BadFrames bad : frames()) {
                String context = HexFormat.of().formatHex(bad.bytes, 0, Math.min(60, bad.bytes.length));
                try (RawPeer peer = server.peer("Sec-WebSocket-Extensions: permessage-deflate")) {
                    // in one write: the legal frame is answered first
                    peer.send(Wire.client(Wire.PING, "before"), bad.bytes).expect(Wire.PONG, "before");
                    CloseStatus status = peer.expectClose();
                    assertEquals(bad.code, status.code(), context + ": " + status);
                    assertTrue(status.reason().contains("RFC "), context + ": " + status);
                    peer.expectEnd();
                }
                assertEquals(bad.code, server.awaitEnd().code(), context);
            }
            leftovers.awaitNone();
            assertEquals(0, server.connections());
            assertEchoes(server);
        }
    }

    @Test
    void disconnectAtAnyByteLeavesNoResources() throws Exception {
        byte[] all = Wire.join(RawPeer.request("/echo", "Sec-WebSocket-Extensions: permessage-deflate"),
                Wire.client(0x01, "frag"), Wire.client(Wire.PING, "ping"), Wire.client(0x80, "ment"),
                Wire.client(0xC1, Wire.hex("f248cdc9c90700")), Wire.client(0x82, new byte[300]));
        try (EchoServer server = new EchoServer()) {
            Leftovers leftovers = new Leftovers();
            for (int cut = 0; cut <= all.length; cut += cut < 200 ? 40 : 7) {
                try (RawPeer peer = RawPeer.connect(server.endpoint())) {
                    peer.send(Arrays.copyOf(all, cut));
                    if (cut % 2 == 0) {
                        peer.endOutput(); // otherwise the socket is closed, with a reset if input is unread
                    }
                }
            }
            leftovers.awaitNone();
            assertEquals(0, server.connections());
            assertEchoes(server);
        }
    }
}
