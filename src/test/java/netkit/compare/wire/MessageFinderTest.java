package netkit.compare.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.Deflater;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.Workload;
import netkit.websocket.FrameHeader;
import netkit.websocket.Opcode;
import netkit.websocket.Role;

class MessageFinderTest {
    private static final int SIZE = 30;
    private static final int TRIAL = 7;
    private static final Workload WORKLOAD = new Workload(100, SIZE, 1000);
    private static final byte[] HANDSHAKE = ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n").getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private final List<String> expected = new ArrayList<>();

    private static byte[] message(int number, int size) {
        byte[] message = new byte[size];
        NumberedMessage.encode(TRIAL, number, message);
        return message;
    }

    private void write(byte[] bytes) {
        stream.write(bytes, 0, bytes.length);
    }

    private void expect(int number, int from) {
        expected.add(number + " at " + from + "-" + stream.size());
    }

    /** Feeds the stream whole, and in pieces of each small size. */
    private void check(Supplier<MessageFinder> finders) {
        byte[] bytes = stream.toByteArray();
        for (int piece : List.of(bytes.length, 1, 2, 3, 13, 31)) {
            List<String> found = new ArrayList<>();
            try (MessageFinder finder = finders.get()) {
                for (int at = 0; at < bytes.length; at += piece) {
                    finder.feed(bytes, at, Math.min(bytes.length, at + piece),
                            (number, from, to) -> found.add(number + " at " + from + "-" + to));
                }
            }
            assertEquals(expected, found, "in pieces of " + piece);
        }
    }

    @Test
    void messageIsFoundByItsHeader() {
        write("GET / <html> <007:00000 ".getBytes(StandardCharsets.US_ASCII));
        for (int number : new int[] {5, 6, 5}) {
            int from = stream.size();
            write(message(number, SIZE));
            expect(number, from);
            write(number == 5 ? "<<\r\n".getBytes(StandardCharsets.US_ASCII) : new byte[0]);
        }
        write(message(200, SIZE)); // more than there are
        check(() -> new HeaderFinder(TRIAL, WORKLOAD));
    }

    @Test
    void splitMessageAndTheNextAreFound() {
        write(message(5, SIZE + 8)); // as if 8 bytes of a frame stood in it
        expected.add("5 at 0-" + SIZE);
        int from = stream.size();
        write(message(6, SIZE));
        expect(6, from);
        check(() -> new HeaderFinder(TRIAL, WORKLOAD));
    }

    @Test
    void nextHeaderIsFoundAfterAGap() {
        List<String> found = new ArrayList<>();
        try (MessageFinder finder = new HeaderFinder(TRIAL, WORKLOAD)) {
            byte[] two = Arrays.copyOf(message(1, SIZE), 2 * SIZE);
            System.arraycopy(message(2, SIZE), 0, two, SIZE, SIZE);
            finder.feed(two, 0, 20, (number, from, to) -> found.add(number + " at " + from + "-" + to));
            finder.skip(4);
            finder.feed(two, 24, 60, (number, from, to) -> found.add(number + " at " + from + "-" + to));
        }
        assertEquals(List.of("1 at 0-30", "2 at 30-60"), found);
    }

    /** RFC 7692 §7.2.1. */
    private static byte[] deflate(Deflater deflater, byte[] message) {
        byte[] out = new byte[1000];
        deflater.setInput(message);
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        return Arrays.copyOf(out, length - 4);
    }

    private void frame(int flags, Opcode opcode, byte[] payload) {
        byte[] head = new byte[FrameHeader.MAX_LENGTH];
        write(Arrays.copyOf(head, FrameHeader.encode(head, 0, flags, opcode, payload.length)));
        write(payload);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void compressedMessageIsItsFrameWithAndWithoutContextTakeover(boolean keepContext) {
        write(HANDSHAKE);
        try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
            for (int number = 0; number < 5; number++) {
                if (!keepContext) {
                    deflater.reset();
                }
                int from = stream.size();
                frame(FrameHeader.FIN | FrameHeader.RSV1, Opcode.TEXT,
                        deflate(deflater, message(number, SIZE)));
                expect(number, from);
                frame(FrameHeader.FIN, Opcode.PING, new byte[number]);
                frame(FrameHeader.FIN | FrameHeader.RSV1, Opcode.TEXT,
                        deflate(deflater, "no message".getBytes(StandardCharsets.US_ASCII)));
            }
        }
        check(() -> new FrameFinder(Role.CLIENT, TRIAL, WORKLOAD, new HttpHeads()));
    }

    @Test
    void fragmentedMessageIsAllItsFrames() {
        write(HANDSHAKE);
        try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
            byte[] payload = deflate(deflater, message(9, SIZE));
            int from = stream.size();
            frame(FrameHeader.RSV1, Opcode.BINARY, Arrays.copyOf(payload, 7));
            frame(FrameHeader.FIN, Opcode.PONG, new byte[0]);
            frame(FrameHeader.FIN, Opcode.CONTINUATION, Arrays.copyOfRange(payload, 7, payload.length));
            expect(9, from);
        }
        check(() -> new FrameFinder(Role.CLIENT, TRIAL, WORKLOAD, new HttpHeads()));
    }

    @Test
    void uncompressedMessageIsItsFrame() {
        write(HANDSHAKE);
        int from = stream.size();
        frame(FrameHeader.FIN, Opcode.TEXT, message(3, SIZE));
        expect(3, from);
        frame(FrameHeader.FIN, Opcode.CLOSE, new byte[] {3, (byte) 0xE8});
        write(message(4, SIZE)); // RFC 6455 §5.5.1: nothing follows
        check(() -> new FrameFinder(Role.CLIENT, TRIAL, WORKLOAD, new HttpHeads()));
    }

    @Test
    void streamThatIsNotWebSocketHasNoMessages() {
        write(HANDSHAKE);
        frame(FrameHeader.FIN | FrameHeader.RSV2, Opcode.TEXT, message(3, SIZE));
        write(new byte[] {(byte) 0x83, 3, 1, 2, 3});
        check(() -> new FrameFinder(Role.CLIENT, TRIAL, WORKLOAD, new HttpHeads()));
        try (MessageFinder finder = new FrameFinder(Role.CLIENT, TRIAL, WORKLOAD, new HttpHeads())) {
            finder.feed(stream.toByteArray(), 0, stream.size(), (_, _, _) -> {});
            assertEquals(stream.size(), finder.undecidedFrom(), "it must not wait for one either");
        }
    }

    private void writeText(String text) {
        write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Two messages, the second of them in two chunks; and one in a body with a length, after a response without one. */
    @Test
    void messagesAreFoundInBodiesOfResponses() {
        writeText("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nLast-Id: <007:0000009>\r\n\r\n");
        writeText("25\r\ndata: ");
        int from = stream.size();
        write(message(1, SIZE));
        expect(1, from);
        writeText("\n\r\n14\r\n");
        from = stream.size();
        write(Arrays.copyOf(message(2, SIZE), 20));
        writeText("\r\na\r\n");
        write(Arrays.copyOfRange(message(2, SIZE), 20, SIZE));
        expect(2, from);
        writeText(
                "\r\n0\r\n\r\nHTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n");
        from = stream.size();
        write(message(3, SIZE));
        expect(3, from);
        check(() -> new HttpFinder(Role.CLIENT, TRIAL, WORKLOAD, new HttpHeads()));
    }

    @Test
    void messagesAreFoundInBodiesOfRequestsAndHeadsAreCounted() throws Exception {
        writeText("GET /messages HTTP/1.1\r\nHost: a\r\n\r\n");
        writeText("POST /messages HTTP/1.1\r\nHost: a\r\nContent-Length: 31\r\n\r\n");
        int heads = stream.size();
        write(message(4, SIZE));
        expect(4, heads);
        writeText("\n");
        check(() -> new HttpFinder(Role.SERVER, TRIAL, WORKLOAD, new HttpHeads()));
        HttpHeads counted = new HttpHeads();
        byte[] bytes = stream.toByteArray();
        try (MessageFinder finder = new HttpFinder(Role.SERVER, TRIAL, WORKLOAD, counted)) {
            finder.feed(bytes, 0, bytes.length, (_, _, _) -> {});
        }
        assertEquals(List.of(2L, (long) heads), List.of(counted.count(), counted.bytes()));
    }

    @Test
    void nothingIsFoundAfterWhatIsNotHttp() {
        writeText("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 what\n\n");
        write(message(1, SIZE));
        check(() -> new HttpFinder(Role.CLIENT, TRIAL, WORKLOAD, new HttpHeads()));
    }

    /** RFC 6455 §5.3: what a client sends is masked; the packet's bytes stay as they are, since captures have them too. */
    @Test
    void maskedMessageIsFoundAndItsBytesAreLeftAlone() {
        writeText("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        int from = stream.size();
        byte[] head = {(byte) 0x81, (byte) (0x80 | SIZE), 1, 2, 3, 4};
        byte[] payload = message(1, SIZE);
        for (int i = 0; i < SIZE; i++) {
            payload[i] ^= head[2 + i % 4];
        }
        write(head);
        write(payload);
        expect(1, from);
        check(() -> new FrameFinder(Role.SERVER, TRIAL, WORKLOAD, new HttpHeads()));
        byte[] bytes = stream.toByteArray();
        try (MessageFinder finder = new FrameFinder(Role.SERVER, TRIAL, WORKLOAD, new HttpHeads())) {
            finder.feed(bytes, 0, bytes.length, (_, _, _) -> {});
        }
        assertArrayEquals(stream.toByteArray(), bytes);
    }
}
