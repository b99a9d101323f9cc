package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.testing.Allocation;

/** Bytes in, messages and violations out. */
class MessageReaderTest {
    private static final int LIMIT = 16 << 20;

    /** A server's reader with its events as text, and the bytes that it has not consumed. */
    private static final class Reader implements MessageReader.Sink {
        private final List<String> events = new ArrayList<>();
        private final List<byte[]> messages = new ArrayList<>();
        private final MessageReader reader;
        private byte[] left = {};

        Reader(int limit, MessageInflater inflater) {
            reader = new MessageReader(Role.SERVER, inflater, limit, this, Frame.Observer.NONE);
        }

        Reader() {
            this(LIMIT, null);
        }

        Reader feed(byte[]... parts) throws IOException {
            for (byte[] part : parts) {
                byte[] bytes = Wire.join(left, part);
                int used = reader.feed(bytes, 0, bytes.length);
                left = Arrays.copyOfRange(bytes, used, bytes.length);
                assertTrue(left.length < FrameHeader.MAX_LENGTH, left.length + " bytes are left");
            }
            return this;
        }

        Reader feedInPieces(byte[] bytes, int size) throws IOException {
            for (int at = 0; at < bytes.length; at += size) {
                feed(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size)));
            }
            return this;
        }

        /** Feeds one byte at a time, and returns how many were accepted before a violation. */
        int fedBeforeRefusal(byte[] bytes) throws IOException {
            for (int i = 0; i < bytes.length; i++) {
                try {
                    feed(new byte[] {bytes[i]});
                } catch (WebSocketException e) {
                    events.add("refused " + e.closeCode());
                    return i;
                }
            }
            return bytes.length;
        }

        @Override
        public void message(Opcode type, byte[] bytes, int from, int length) {
            messages.add(Arrays.copyOfRange(bytes, from, from + length));
            events.add(type + " " + (length > 100 ? length + " bytes"
                    : type == Opcode.TEXT ? new String(bytes, from, length, StandardCharsets.UTF_8)
                            : HexFormat.of().formatHex(bytes, from, from + length)));
        }

        @Override
        public void ping(byte[] bytes, int from, int length) {
            events.add("ping " + new String(bytes, from, length, StandardCharsets.UTF_8));
        }

        @Override
        public void pong(byte[] bytes, int from, int length) {
            events.add("pong " + new String(bytes, from, length, StandardCharsets.UTF_8));
        }

        @Override
        public void close(CloseStatus status) {
            events.add("close " + status);
        }
    }

    /** Returns each kind of legal frame, with control frames between fragments. */
    private static byte[] everything() {
        return Wire.join(Wire.client(Wire.TEXT, "h\u00e4llo"), Wire.client(Wire.BINARY, new byte[] {0, -1}),
                Wire.client(Wire.TEXT, ""), Wire.client(0x01, "in "), Wire.client(Wire.PING, "p1"),
                Wire.client(0x00, ""), Wire.client(0x00, "frag"), Wire.client(Wire.PONG, ""),
                Wire.client(Wire.PING, "x".repeat(125)), Wire.client(0x80, "ments"), Wire.client(0x02, ""),
                Wire.client(0x80, ""), Wire.client(Wire.BINARY, new byte[126]),
                Wire.client(Wire.BINARY, new byte[70_000]),
                Wire.client(Wire.CLOSE, new CloseStatus(1000, "bye").encode()));
    }

    private static final List<String> EVENTS = List.of("TEXT h\u00e4llo", "BINARY 00ff", "TEXT ", "ping p1",
            "pong ",
            "ping " + "x".repeat(125), "TEXT in fragments", "BINARY ", "BINARY 126 bytes",
            "BINARY 70000 bytes",
            "close 1000 bye");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 13, 14, 100, 1460, 1_000_000})
    void eventsAreTheSameForPiecesOfAnySize(int size) throws Exception {
        assertEquals(EVENTS, new Reader().feedInPieces(everything(), size).events);
    }

    @Test
    void eventsAreTheSameForAnyTwoPieces() throws Exception {
        byte[] bytes = Wire.join(Wire.client(Wire.TEXT, "h\u00e4llo"), Wire.client(0x01, "a"),
                Wire.client(Wire.PING, "p"),
                Wire.client(0x80, "\u20ac"), Wire.clientClose(1001));
        List<String> events = List.of("TEXT h\u00e4llo", "ping p", "TEXT a\u20ac", "close 1001");
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertEquals(events,
                    new Reader().feed(Arrays.copyOf(bytes, cut),
                            Arrays.copyOfRange(bytes, cut, bytes.length)).events,
                    "cut at " + cut);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 124, 125, 126, 127, 128, 65_534, 65_535, 65_536, 65_537})
    void messageOfEachBoundaryLengthIsReceived(int length) throws Exception {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        for (int size : new int[] {length + 20, 7, 1000}) {
            Reader reader = new Reader().feedInPieces(Wire.client(Wire.BINARY, payload), size);
            assertArrayEquals(payload, reader.messages.getFirst());
        }
    }

    @Test
    void readersShareNoState() throws Exception {
        Reader one = new Reader();
        Reader other = new Reader();
        byte[] first = Wire.client(Wire.TEXT, "first");
        byte[] second = Wire.client(Wire.TEXT, "other");
        for (int i = 0; i < first.length; i++) {
            one.feed(new byte[] {first[i]});
            other.feed(new byte[] {second[i]});
        }

        assertEquals(List.of("TEXT first"), one.events);
        assertEquals(List.of("TEXT other"), other.events);
    }

    @Test
    void manySmallFragmentsFormOneMessage() throws Exception {
        byte[] payload = new byte[4 << 20];
        new Random(1).nextBytes(payload);
        int fragments = payload.length / 64;
        byte[][] frames = new byte[fragments][];
        for (int i = 0; i < fragments; i++) {
            int first = (i == 0 ? 0x02 : 0x00) | (i == fragments - 1 ? 0x80 : 0x00);
            frames[i] = Wire.client(first, Arrays.copyOfRange(payload, 64 * i, 64 * i + 64));
        }
        Reader reader = new Reader().feed(frames);

        assertArrayEquals(payload, reader.messages.getFirst());
    }

    @Test
    void utf8IsValidatedAcrossFragments() throws Exception {
        byte[] euros = Wire.utf8("\u20ac\ud83d\ude00\u00e9");
        for (int cut = 0; cut <= euros.length; cut++) {
            byte[] bytes = Wire.join(Wire.client(0x01, Arrays.copyOf(euros, cut)), Wire.client(Wire.PING, ""),
                    Wire.client(0x80, Arrays.copyOfRange(euros, cut, euros.length)));
            assertEquals(List.of("ping ", "TEXT \u20ac\ud83d\ude00\u00e9"),
                    new Reader().feedInPieces(bytes, 1).events);
        }
    }

    @ParameterizedTest
    @CsvSource({"c080, 0", "eda080, 1", "f4908080, 1", "cebaf4908080, 3", "41ff, 1",
        "6161616161616161616161ff, 11"})
    void invalidUtf8FailsAtTheFirstInvalidByte(String bad, int at) throws Exception {
        byte[] payload = Wire.join(Wire.hex(bad), new byte[50]);
        Reader whole = new Reader();
        assertEquals(6 + at, whole.fedBeforeRefusal(Wire.client(Wire.TEXT, payload)));
        assertEquals(List.of("refused 1007"), whole.events);

        Reader fragment = new Reader();
        byte[] first = Wire.client(0x01, "ok");
        assertEquals(first.length + 6 + at,
                fragment.fedBeforeRefusal(Wire.join(first, Wire.client(0x00, payload))));
        assertEquals(List.of("refused 1007"), fragment.events);
    }

    @ParameterizedTest
    @ValueSource(strings = {"e282", "41f09f98", "c3"})
    void textMustNotEndWithinACharacter(String hex) throws Exception {
        byte[] bytes = Wire.client(Wire.TEXT, Wire.hex(hex));
        assertEquals(1007,
                assertThrows(WebSocketException.class, () -> new Reader().feed(bytes)).closeCode());
        assertEquals(bytes.length - 1, new Reader().fedBeforeRefusal(bytes));
        byte[] fragments = Wire.join(Wire.client(0x01, Wire.hex(hex)), Wire.client(0x80, ""));
        assertEquals(1007,
                assertThrows(WebSocketException.class, () -> new Reader().feed(fragments)).closeCode());
    }

    @Test
    void binaryMessageMayHoldAnyBytes() throws Exception {
        assertEquals(List.of("BINARY ffc0"),
                new Reader().feed(Wire.client(Wire.BINARY, Wire.hex("ffc0"))).events);
    }

    @Test
    void messagesBeforeAnIllegalFrameAreDelivered() throws Exception {
        Reader reader = new Reader();
        WebSocketException e = assertThrows(WebSocketException.class,
                () -> reader.feed(Wire.join(Wire.client(Wire.TEXT, "good"), Wire.client(0x83, "bad"))));

        assertEquals(1002, e.closeCode());
        assertEquals(List.of("TEXT good"), reader.events);
    }

    @Test
    void bytesAfterACloseFrameAreIgnored() throws Exception {
        Reader reader = new Reader().feed(Wire.join(Wire.clientClose(1000), Wire.client(Wire.TEXT, "late"),
                Wire.client(Wire.PING, ""), Wire.hex("ffffffffffff")));
        reader.feed(Wire.client(Wire.TEXT, "later"));

        assertEquals(List.of("close 1000"), reader.events);
    }

    @Test
    void closeFrameMayInterruptAFragmentedMessage() throws Exception {
        assertEquals(List.of("close 1005"),
                new Reader().feed(Wire.client(0x01, "not the end"), Wire.client(Wire.CLOSE, "")).events);
    }

    @Test
    void messageOverTheSizeLimitIsRefusedByItsHeader() throws Exception {
        assertEquals(List.of("BINARY 1000 bytes"),
                new Reader(1000, null).feed(Wire.client(Wire.BINARY, new byte[1000])).events);
        byte[] head = Arrays.copyOf(Wire.client(Wire.BINARY, new byte[1001]), 8);
        assertEquals(1009,
                assertThrows(WebSocketException.class, () -> new Reader(1000, null).feed(head)).closeCode());
    }

    @Test
    void memoryIsAllocatedForReceivedBytesOnly() throws Exception {
        MessageReader[] readers = new MessageReader[200];
        Reader sink = new Reader();
        byte[] bytes = Arrays.copyOf(Wire.client(Wire.BINARY, new byte[LIMIT]), 20);
        long before = Allocation.ofThisThread();
        for (int i = 0; i < readers.length; i++) {
            readers[i] = new MessageReader(Role.SERVER, null, LIMIT, sink, Frame.Observer.NONE);
            readers[i].feed(bytes, 0, bytes.length);
        }

        long each = (Allocation.ofThisThread() - before) / readers.length;
        assertTrue(each < 10_000, each + " bytes for a frame of which 6 bytes of 16 MiB were received");
    }

    /** Records what an observer is called with. */
    private static final class RecordingObserver implements Frame.Observer {
        private final List<Frame> frames = new ArrayList<>();
        private final List<String> refused = new ArrayList<>();

        @Override
        public void received(Frame frame) {
            assertEquals(List.of(), refused, "no frame follows a violation");
            frames.add(frame);
        }

        @Override
        public void violation(WebSocketException why) {
            refused.add(why.closeCode() + " " + why.clause());
        }

        @Override
        public void sent(Frame frame) {
            throw new AssertionError("a reader sends nothing");
        }
    }

    @Test
    void observerSeesEachFrameUnmaskedWithThePayloadsBeginning() throws Exception {
        RecordingObserver observer = new RecordingObserver();
        MessageReader reader = new MessageReader(Role.SERVER, null, LIMIT, new Reader(), observer);
        byte[] long1 = Wire.client(0x01, "x".repeat(1000));
        byte[] bytes = Wire.join(long1, Wire.client(Wire.PING, "p"), Wire.client(0x80, ""));
        reader.feed(bytes, 0, 500); // ends within the first frame
        reader.feed(bytes, 500, bytes.length);

        List<Frame> frames = observer.frames;
        assertEquals(3, frames.size());
        assertEquals(1000, frames.getFirst().payloadLength());
        assertEquals(126, frames.getFirst().shortLength());
        assertArrayEquals(Wire.utf8("x".repeat(Frame.PREVIEW)), frames.getFirst().payload());
        assertEquals(Opcode.PING, frames.get(1).opcode());
        assertArrayEquals(Wire.utf8("p"), frames.get(1).payload());
        assertEquals(Wire.KEY, frames.get(2).maskingKey());
        assertEquals(0, frames.get(2).payload().length);
    }

    /** The third column is the header, the last the payload of the illegal frame as far as it was read. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"8380 00000000, 1002 RFC 6455 §5.2, 80 3 0 0, -",
        "8105 68656c6c6f, 1002 RFC 6455 §5.1, 80 1 5 5, -", "0980 00000000, 1002 RFC 6455 §5.5, 0 9 0 0, -",
        "81fe0005 00000000 6162, 1002 RFC 6455 §5.2, 80 1 126 5, -",
        "82ffffffffffffffffff 00000000, 1002 RFC 6455 §5.2, 80 2 127 -1, -",
        "8184 00000000 61ff, 1007 RFC 6455 §8.1, 80 1 4 4, 61ff",
        "8181 00000000 ff, 1007 RFC 6455 §8.1, 80 1 1 1, ff",
        "8882 00000000 03e7, 1002 RFC 6455 §7.4, 80 8 2 2, 03e7",
        "82ff0000000010000000 00000000, 1009 RFC 6455 §7.4.1, 80 2 127 268435456, -"})
    void observerSeesAnIllegalFrameAsFarAsReadAndItsClause(String hex, String clause,
            String head, String payload) throws Exception {
        byte[] bytes = Wire.join(Wire.client(Wire.PING, "p"), Wire.hex(hex));
        for (int size : new int[] {1, bytes.length}) {
            RecordingObserver observer = new RecordingObserver();
            MessageReader reader = new MessageReader(Role.SERVER, null, LIMIT, new Reader(), observer);
            assertThrows(WebSocketException.class, () -> {
                int from = 0;
                for (int to = size; to <= bytes.length; to += size) {
                    from += reader.feed(bytes, from, to);
                }
            });

            assertEquals(List.of(clause), observer.refused);
            assertEquals(2, observer.frames.size(), "the ping and the illegal frame, each once");
            Frame illegal = observer.frames.getLast();
            assertEquals(head, "%x %d %d %d".formatted(illegal.flags(), illegal.opcodeBits(),
                    illegal.shortLength(), illegal.payloadLength()));
            assertArrayEquals(payload == null ? new byte[0] : Wire.hex(payload), illegal.payload());
        }
    }

    @Test
    void randomStreamsInRandomPiecesAreReadAsWritten() throws Exception {
        Random random = new Random(5);
        for (int round = 0; round < 300; round++) {
            List<String> events = new ArrayList<>();
            List<byte[]> frames = new ArrayList<>();
            for (int message = random.nextInt(6); message >= 0; message--) {
                writeMessage(random, frames, events);
            }
            Reader reader = new Reader();
            byte[] bytes = Wire.join(frames.toArray(byte[][]::new));
            for (int at = 0; at < bytes.length;) {
                int to = Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 5 : 2000));
                reader.feed(Arrays.copyOfRange(bytes, at, to));
                at = to;
            }
            assertEquals(events, reader.events, "round " + round);
        }
    }

    private static void writeMessage(Random random, List<byte[]> frames, List<String> events) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            text.appendCodePoint(
                    random.nextInt(4) == 0 ? 0x1F600 + random.nextInt(50) : 'a' + random.nextInt(26));
        }
        byte[] payload = Wire.utf8(text.toString());
        boolean binary = random.nextInt(3) == 0;
        int at = 0;
        int opcode = binary ? 0x02 : 0x01;
        boolean last = false;
        while (!last) {
            int to = random.nextInt(3) == 0 ? payload.length : at + random.nextInt(payload.length - at + 1);
            last = to == payload.length && random.nextBoolean();
            frames.add(Wire.client(opcode | (last ? 0x80 : 0), Arrays.copyOfRange(payload, at, to)));
            at = to;
            opcode = 0;
            if (!last && random.nextInt(3) == 0) {
                frames.add(Wire.client(Wire.PING, "p" + at));
                events.add("ping p" + at);
            }
        }
        events.add(binary ? "BINARY "
                + (payload.length > 100 ? payload.length + " bytes" : HexFormat.of().formatHex(payload))
                : "TEXT " + (payload.length > 100 ? payload.length + " bytes" : text));
    }
}
