package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.net.OutboundQueue;
import netkit.testing.Allocation;

/** RFC 7692 §7.2.2: decompression of a message. */
class MessageInflaterTest {
    private MessageInflater inflater = new MessageInflater(true);

    @AfterEach
    void close() {
        inflater.close();
    }

    private String inflated(String hex, int pieces) throws WebSocketException {
        byte[] bytes = Wire.hex(hex);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < bytes.length; at += pieces) {
            inflater.inflate(bytes, at, Math.min(pieces, bytes.length - at), out::write);
        }
        inflater.end(bytes.length);
        return out.toString(StandardCharsets.UTF_8);
    }

    private String inflated(String hex) throws WebSocketException {
        return inflated(hex, 1000);
    }

    /** RFC 7692 §7.2.3.1 to §7.2.3.5: one block, no compression, BFINAL set, two blocks. */
    @ParameterizedTest
    @ValueSource(strings = {"f248cdc9c90700", "000500faff48656c6c6f00", "f348cdc9c9070000",
        "f24805000000ffffcac9c90700"})
    void messagesOfTheRfcAreInflated(String hex) throws Exception {
        assertEquals("Hello", inflated(hex));
        assertEquals("Hello", inflated(hex, 1), "byte by byte, after another message");
        assertEquals("Hello", inflated(hex, 3));
    }

    @Test
    void contextTakeoverAllowsReferencesToEarlierMessages() throws Exception {
        assertEquals("Hello", inflated("f248cdc9c90700"));
        assertEquals("Hello", inflated("f200110000"));
    }

    @Test
    void noContextTakeoverForbidsReferencesToEarlierMessages() throws Exception {
        inflater = new MessageInflater(false);
        assertEquals("Hello", inflated("f248cdc9c90700"));
        assertEquals(1007, assertThrows(WebSocketException.class, () -> inflated("f200110000")).closeCode());
    }

    @Test
    void emptyMessageIsOneByteOrNone() throws Exception {
        assertEquals("", inflated("00"), "RFC 7692 §7.2.3.6");
        assertEquals("", inflated("0200"));
        assertEquals("", inflated(""));
        assertEquals("Hello", inflated("f248cdc9c90700"), "the next message is inflated");
        assertEquals("", inflated(""));
        assertEquals("Hello", inflated("f200110000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"06", "07ffff", "000500faf048656c6c6f00", "ffffffff", "f20011000000"})
    void invalidDeflateStreamFails(String hex) {
        WebSocketException e = assertThrows(WebSocketException.class, () -> inflated(hex));

        assertEquals(1007, e.closeCode());
        assertEquals("RFC 7692 §7.2.2", e.clause());
    }

    /** One block of each kind, two blocks, and one that ends like an empty block (00 00 FF FF). */
    @ParameterizedTest
    @CsvSource({"f248cdc9c90700, 0", "000500faff48656c6c6f00, 1", "f24805000000ffffcac9c90700, 4",
        "000400fbff0000ffff00, 1"})
    void truncatedMessageFails(String hex, int completeToo) {
        assertEachPrefixFails(Wire.hex(hex), completeToo);
    }

    @Test
    void messageTruncatedWithinItsHuffmanCodesFails() {
        byte[] words = new byte[600];
        Random random = new Random(3);
        for (int i = 0; i < words.length; i++) {
            words[i] = (byte) ('a' + random.nextInt(1 + random.nextInt(26)));
        }
        try (MessageDeflater deflater = new MessageDeflater(true, 15)) {
            int length = deflater.deflate(words, 0, words.length);
            byte[] compressed = Arrays.copyOf(deflater.bytes(), length);
            assertEquals(4, compressed[0] & 6, "a block with dynamic Huffman codes (RFC 1951 §3.2.3)");
            assertEachPrefixFails(compressed, 0);
        }
    }

    /** @param completeToo the length of a prefix that is a valid message: it ends like the beginning of an empty block */
    private static void assertEachPrefixFails(byte[] compressed, int completeToo) {
        for (int length = 1; length < compressed.length; length++) {
            if (length == completeToo) {
                continue;
            }
            byte[] prefix = Arrays.copyOf(compressed, length);
            String context = length + " of " + compressed.length + " bytes";
            try (MessageInflater inflater = new MessageInflater(true)) {
                WebSocketException e = assertThrows(WebSocketException.class, () -> {
                    inflater.inflate(prefix, 0, prefix.length, (_, _, _) -> {});
                    inflater.end(prefix.length);
                }, context);
                assertEquals(1007, e.closeCode(), context);
                assertEquals("RFC 7692 §7.2.2", e.clause(), context);
            }
        }
    }

    @Test
    void finalBlockDoesNotResetTheWindow() throws Exception {
        assertEquals("Hello", inflated("f348cdc9c9070000"), "RFC 7692 §7.2.3.4");
        assertEquals("Hello", inflated("f200110000"), "refers to the previous message");
        assertEquals("HelloHello", inflated("f348cdc9c90700 f200110000"), "refers to the previous block");
        assertEquals("Hello", inflated("f348cdc9c90700"), "the stream is complete without an empty block");
        assertEquals("Hello", inflated("f200110000"));
    }

    @Test
    void finalBlocksMayReferToA32KibibyteWindow() throws Exception {
        Random random = new Random(15);
        byte[] all = new byte[400_000];
        random.nextBytes(all);
        int at = 0;
        for (int round = 0; at < all.length; round++) {
            int length = Math.min(all.length - at, 1 + random.nextInt(round % 5 == 0 ? 50_000 : 3000));
            int back = Math.min(at, (1 << 15) - 300); // zlib refers no further back
            System.arraycopy(all, at - back, all, at, Math.min(length, back));
            byte[] stream = finished(all, at, length);
            assertTrue(back < length || stream.length < length / 2, "it must refer back: " + stream.length);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            inflater.inflate(stream, 0, stream.length, out::write);
            inflater.end(stream.length);
            assertArrayEquals(Arrays.copyOfRange(all, at, at + length), out.toByteArray(), "round " + round);
            at += length;
        }
    }

    /** Returns a DEFLATE stream with a final block, and with references to the preceding bytes of the array. */
    private static byte[] finished(byte[] bytes, int from, int length) {
        try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
            int window = Math.min(from, 1 << 15);
            deflater.setDictionary(bytes, from - window, window);
            deflater.setInput(bytes, from, length);
            deflater.finish();
            byte[] out = new byte[2 * length + 100];
            int count = deflater.deflate(out);
            return Arrays.copyOf(out, count + 1); // RFC 7692 §7.2.3.4: with the beginning of an empty block
        }
    }

    @Test
    void decompressionBombFailsBeforeItUsesMemory() throws Exception {
        MessageDeflater deflater = new MessageDeflater(true, 15);
        byte[] zeros = new byte[64 << 20];
        int length = deflater.deflate(zeros, 0, zeros.length);
        byte[] frame = Wire.client(0xC1, Arrays.copyOf(deflater.bytes(), length));
        deflater.close();
        assertTrue(length < 100_000, length + " bytes");

        long before = Allocation.ofThisThread();
        MessageReader reader = new MessageReader(Role.SERVER, inflater, 1 << 20, new EchoSink(null),
                Frame.Observer.NONE);
        WebSocketException e = assertThrows(WebSocketException.class,
                () -> reader.feed(frame, 0, frame.length));

        assertEquals(1009, e.closeCode());
        long allocated = Allocation.ofThisThread() - before;
        assertTrue(allocated < 4 << 20, allocated + " bytes for a message limited to 1 MiB");
    }

    @Test
    void incompressibleMessageOfTheSizeLimitIsReceived() throws Exception {
        byte[] random = new byte[1 << 20];
        new Random(1).nextBytes(random);
        try (MessageDeflater deflater = new MessageDeflater(true, 15)) {
            int length = deflater.deflate(random, 0, random.length);
            assertTrue(length > random.length, length + " bytes");
            byte[] frame = Wire.client(0xC2, Arrays.copyOf(deflater.bytes(), length));
            FrameSender discarding = new FrameSender(Role.SERVER,
                    new OutboundQueue(OutputStream.nullOutputStream(), 1000, _ -> {}), null, () -> 0,
                    FrameTrace.of(Frame.Observer.NONE));
            MessageReader reader = new MessageReader(Role.SERVER, inflater, random.length,
                    new EchoSink(discarding),
                    Frame.Observer.NONE);
            assertEquals(frame.length, reader.feed(frame, 0, frame.length));

            int more = deflater.deflate(new byte[random.length + 1], 0, random.length + 1);
            byte[] tooBig = Wire.client(0xC2, Arrays.copyOf(deflater.bytes(), more));
            assertEquals(1009,
                    assertThrows(WebSocketException.class, () -> reader.feed(tooBig, 0, tooBig.length))
                            .closeCode());
        }
        byte[] head = Wire.hex("C2FF 0000000000300000 00000000");
        MessageReader reader = new MessageReader(Role.SERVER, inflater, random.length, new EchoSink(null),
                Frame.Observer.NONE);
        assertEquals(1009,
                assertThrows(WebSocketException.class, () -> reader.feed(head, 0, head.length)).closeCode(),
                "three times the limit is refused by its header");
    }

    @Test
    void compressedTextMustBeUtf8() {
        MessageReader reader = new MessageReader(Role.SERVER, inflater, 1000, new EchoSink(null),
                Frame.Observer.NONE);
        byte[] frame = Wire.client(0xC1, Wire.hex("000200fdffc08000"));

        assertEquals(1007, assertThrows(WebSocketException.class, () -> reader.feed(frame, 0, frame.length))
                .closeCode());
    }

    @Test
    void closingTwiceOrUnusedHasNoEffect() {
        inflater.close();
        inflater.close();
        new MessageInflater(true).close();
    }
}
