package netkit.queue.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import netkit.queue.protocol.QueueDecoder.Next;
import netkit.testing.Allocation;

class QueueDecoderTest {
    /** Records its calls. A line {@code body 5} is followed by a body of 5 bytes, {@code skip 5} by 5 bytes to skip. */
    private static class Recorder implements QueueDecoder.Sink {
        private final List<String> calls = new ArrayList<>();

        @Override
        public Next line(String line) {
            calls.add("line " + line);
            String[] words = line.split(" ");
            return switch (words[0]) {
                case "body" -> new Next.Body(Integer.parseInt(words[1]));
                case "skip" -> new Next.Skip(Long.parseLong(words[1]));
                case "end" -> Next.END;
                default -> Next.LINE;
            };
        }

        @Override
        public void body(byte[] body) {
            calls.add("body " + new String(body, StandardCharsets.ISO_8859_1).replace("\r", "\\r")
                    .replace("\n", "\\n"));
        }

        @Override
        public void unendedBody(int size) {
            calls.add("unended body of " + size);
        }

        @Override
        public void lineTooLong(int limit) {
            calls.add("too long");
        }
    }

    private static List<String> whole(String stream) {
        Recorder recorder = new Recorder();
        byte[] bytes = stream.getBytes(StandardCharsets.ISO_8859_1);
        new QueueDecoder(recorder).feed(bytes, 0, bytes.length);
        return recorder.calls;
    }

    private static List<String> byteByByte(String stream) {
        Recorder recorder = new Recorder();
        QueueDecoder decoder = new QueueDecoder(recorder);
        for (byte one : stream.getBytes(StandardCharsets.ISO_8859_1)) {
            decoder.feed(new byte[] {0, one, 0}, 1, 1);
        }
        return recorder.calls;
    }

    @Test
    void bodyTakesOnlyMemoryForBytesReceived() {
        byte[] head = ("body " + (512 << 20) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        long before = Allocation.ofThisThread();
        new QueueDecoder(new Recorder()).feed(head, 0, head.length);
        assertTrue(Allocation.ofThisThread() - before < 1 << 20);
    }

    @Test
    void longBodyIsAssembledFromAnyChunks() {
        Random random = new Random(1);
        for (int size : new int[] {16_383, 16_384, 16_385, 32_769, 1_000_000}) {
            byte[] sent = new byte[size];
            random.nextBytes(sent);
            List<byte[]> bodies = new ArrayList<>();
            QueueDecoder decoder = new QueueDecoder(new Recorder() {
                @Override
                public void body(byte[] body) {
                    bodies.add(body);
                }
            });
            byte[] stream = QueueDecoder.encode("body " + size, sent);
            for (int at = 0; at < stream.length;) {
                int count = Math.min(1 + random.nextInt(70_000), stream.length - at);
                decoder.feed(stream, at, count);
                at += count;
            }
            assertEquals(1, bodies.size());
            assertArrayEquals(sent, bodies.getFirst());
        }
    }

    private static void assertDecoded(List<String> expected, String stream) {
        assertEquals(expected, whole(stream));
        assertEquals(expected, byteByByte(stream));
    }

    @Test
    void lineEndsWithLfOrCrLf() {
        assertDecoded(List.of("line one", "line two", "line ", "line a\rb"), "one\r\ntwo\n\r\na\rb\n");
    }

    @Test
    void lineWithoutAnEndIsIncomplete() {
        assertDecoded(List.of("line one"), "one\ntwo");
    }

    @Test
    void bodyMayContainAnyBytes() {
        assertDecoded(List.of("line body 4", "body a\\r\\nb", "line next"), "body 4\r\na\r\nb\nnext\n");
        assertDecoded(List.of("line body 0", "body ", "line next"), "body 0\n\r\nnext\n");
        assertDecoded(List.of("line body 1", "body \u00ff", "line body 1", "body \n".replace("\n", "\\n")),
                "body 1\n\u00ff\nbody 1\n\n\n");
    }

    @Test
    void bodyThatIsLongerThanAnnouncedIsNone() {
        assertDecoded(List.of("line body 4", "unended body of 4", "line next"), "body 4\nhello\nnext\n");
        assertDecoded(List.of("line body 0", "unended body of 0", "line next"), "body 0\nhello\r\nnext\n");
        assertDecoded(List.of("line body 1", "too long"), "body 1\n" + "x".repeat(600) + "\n");
    }

    @Test
    void endOfTheStreamEndsABody() {
        Recorder recorder = new Recorder();
        QueueDecoder decoder = new QueueDecoder(recorder);
        byte[] bytes = "body 5\nhello".getBytes(StandardCharsets.ISO_8859_1);
        decoder.feed(bytes, 0, bytes.length);
        assertEquals(List.of("line body 5"), recorder.calls);

        decoder.finish();
        assertEquals(List.of("line body 5", "body hello"), recorder.calls);
    }

    @Test
    void skippedBytesAreIgnored() {
        assertDecoded(List.of("line skip 5", "line next"), "skip 5\nab\ncdnext\n");
    }

    @Test
    void nothingIsDecodedAfterTheEnd() {
        assertDecoded(List.of("line end"), "end\nmore\n");
    }

    @Test
    void lineHasAtMost512Bytes() {
        String longest = "x".repeat(QueueDecoder.MAX_LINE);
        assertDecoded(List.of("line " + longest, "line " + longest), longest + "\n" + longest + "\r\n");
        assertDecoded(List.of("too long"), longest + "x\nnext\n");
        assertDecoded(List.of("too long"), longest + "xx");
    }
}
