package netkit.packet.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import netkit.packet.LinkType;
import netkit.packet.PacketBuilder;
import netkit.packet.PacketView;
import netkit.packet.TcpSegment;
import netkit.packet.stream.StreamReassembly.Piece;

class StreamReassemblyTest {
    private static final int ACK = TcpSegment.ACK;
    private static final int SYN = TcpSegment.SYN;
    private static final int FIN = TcpSegment.FIN;

    private final StreamReassembly stream = new StreamReassembly();
    private final StringBuilder story = new StringBuilder();
    private long packets;

    private void add(int flags, long sequence, String text) {
        byte[] packet = PacketBuilder.ip("192.0.2.1", "192.0.2.2").tcp(1, 2, flags, sequence, 1)
                .payload(text.getBytes(StandardCharsets.US_ASCII)).build();
        tell(stream.add(segment(packet), ++packets));
    }

    private static TcpSegment segment(byte[] packet) {
        return (TcpSegment) new PacketView().decode(LinkType.RAW_IP, packet, 0, packet.length).transport();
    }

    private void tell(List<Piece> pieces) {
        for (Piece piece : pieces) {
            story.append(switch (piece) {
                case StreamReassembly.Data data -> new String(data.bytes(), data.from(), data.length(),
                        StandardCharsets.US_ASCII) + "#" + data.packet();
                case StreamReassembly.Gap gap -> "gap" + gap.length();
                case StreamReassembly.End end -> end.isReset() ? "reset" : "end";
            }).append(' ');
        }
    }

    private void assertStory(String expected) {
        assertEquals(expected, story.toString().strip());
    }

    @Test
    void segmentsOutOfOrderWaitForTheMissingOne() {
        add(SYN, 99, "");
        add(ACK, 103, "defg");
        add(ACK, 107, "h");
        assertStory("");
        add(ACK, 100, "abc");
        assertStory("abc#4 defg#2 h#3");
    }

    @Test
    void repeatedAndOverlappingBytesCountOnce() {
        add(SYN, 99, "");
        add(SYN, 99, "");
        add(ACK, 100, "abc");
        add(ACK, 100, "abc");
        add(ACK, 101, "XYdef");
        add(ACK, 102, "Z");
        assertStory("abc#3 def#5");
    }

    @Test
    void laterSegmentsBehindAGapDoNotReplaceEarlierOnes() {
        add(SYN, 99, "");
        add(ACK, 102, "cd");
        add(ACK, 102, "CDef");
        add(ACK, 100, "ab");
        assertStory("ab#4 cdef#3");
    }

    @Test
    void sequenceNumbersWrapAround() {
        add(SYN, 0xFFFF_FFFDL, "");
        add(ACK, 0xFFFF_FFFEL, "ab");
        add(ACK, 2, "ef");
        add(ACK, 0, "cd");
        assertStory("ab#2 cd#4 ef#3");
    }

    @Test
    void withoutASynTheStreamStartsAtTheFirstSegment() {
        add(ACK, 5000, "abc");
        add(ACK, 5003, "d");
        assertStory("abc#1 d#2");
    }

    @Test
    void bytesThatThePeerHasButTheCaptureHasNotAreAGap() {
        add(SYN, 99, "");
        add(ACK, 110, "later");
        tell(stream.acknowledged(115));
        assertStory("gap10 later#2");
    }

    @Test
    void anAcknowledgmentOfTheBytesInOrderGivesNothingUp() {
        add(SYN, 99, "");
        add(ACK, 110, "later");
        tell(stream.acknowledged(100));
        assertStory("");
    }

    @Test
    void beyondTheLimitTheGapIsGivenUp() {
        add(SYN, 99, "");
        String long1 = "x".repeat(1400);
        int sent = 0;
        while (story.isEmpty()) {
            add(ACK, 200 + sent, long1);
            sent += 1400;
            assertTrue(sent < StreamReassembly.MOST_PENDING + 10_000, "nothing was given up");
        }
        assertTrue(story.toString().startsWith("gap100 xxx"), story.substring(0, 30));
        assertTrue(stream.retainedBytes() < 10_000, "kept " + stream.retainedBytes());
    }

    @Test
    void finEndsTheStreamWhenAllBeforeItIsThere() {
        add(SYN, 99, "");
        add(ACK | FIN, 102, "c");
        assertStory("");
        add(ACK, 100, "ab");
        assertStory("ab#3 c#2 end");
        add(ACK | FIN, 102, "c");
        assertStory("ab#3 c#2 end");
    }

    @Test
    void textInAResetIsNotPartOfTheStream() {
        add(SYN, 99, "");
        add(ACK, 100, "a");
        add(TcpSegment.RST, 101, "why");
        assertStory("a#2 reset");
    }

    @Test
    void anyOrderOfSegmentsGivesTheSameBytes() {
        String text = "The quick brown fox jumps over the lazy dog, and comes back again.";
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<int[]> parts = new ArrayList<>();
            for (int at = 0; at < text.length();) {
                int length = Math.min(text.length() - at, 1 + random.nextInt(9));
                parts.add(new int[] {at, Math.min(text.length(), at + length + random.nextInt(4))});
                at += length;
            }
            Collections.shuffle(parts, random);
            StreamReassembly shuffled = new StreamReassembly();
            StringBuilder joined = new StringBuilder();
            long base = 0xFFFF_FFF0L;
            List<Piece> pieces = new ArrayList<>(
                    shuffled.add(segment(PacketBuilder.ip("192.0.2.1", "192.0.2.2")
                            .tcp(1, 2, SYN, base - 1, 0).build()), 0));
            for (int[] part : parts) {
                pieces.addAll(shuffled.add(segment(PacketBuilder.ip("192.0.2.1", "192.0.2.2")
                        .tcp(1, 2, ACK, base + part[0], 0)
                        .payload(text.substring(part[0], part[1]).getBytes(StandardCharsets.US_ASCII))
                        .build()),
                        1));
            }
            for (Piece piece : pieces) {
                StreamReassembly.Data data = (StreamReassembly.Data) piece;
                assertEquals(joined.length(), data.offset(), "seed " + seed);
                joined.append(
                        new String(data.bytes(), data.from(), data.length(), StandardCharsets.US_ASCII));
            }
            assertEquals(text, joined.toString(), "seed " + seed);
        }
    }
}
