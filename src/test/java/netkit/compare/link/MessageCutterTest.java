package netkit.compare.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import netkit.compare.ledger.NumberedMessage;

class MessageCutterTest {
    private static final int SIZE = 20;
    private static final int RUN = 7;

    private final List<String> arrived = new ArrayList<>();
    private final MessageCutter cutter = new MessageCutter(SIZE, (bytes, from, length, ownRead) -> {
        arrived.add(NumberedMessage.number(RUN, bytes, from, length) + (ownRead ? " alone" : ""));
        return Inbox.Response.ACKNOWLEDGE;
    });

    private static byte[] stream(int messages) {
        byte[] stream = new byte[messages * SIZE];
        byte[] message = new byte[SIZE];
        for (int number = 0; number < messages; number++) {
            NumberedMessage.encode(RUN, number, message);
            System.arraycopy(message, 0, stream, number * SIZE, SIZE);
        }
        return stream;
    }

    /** Feeds the stream in chunks of these lengths. */
    private List<String> cut(byte[] stream, int... lengths) {
        int from = 0;
        for (int length : lengths) {
            cutter.chunk(Arrays.copyOfRange(stream, from, from + length), length);
            from += length;
        }
        assertEquals(stream.length, from, "the test must feed all");
        return arrived;
    }

    @Test
    void chunkOfExactlyOneMessageIsAnOwnRead() {
        assertEquals(List.of("0 alone", "1 alone"), cut(stream(2), SIZE, SIZE));
    }

    @Test
    void twoMessagesInOneChunkAreNotOwnReads() {
        assertEquals(List.of("0", "1", "2 alone"), cut(stream(3), 2 * SIZE, SIZE));
    }

    @Test
    void messageInTwoChunksIsNotAnOwnRead() {
        assertEquals(List.of("0", "1 alone"), cut(stream(2), 5, SIZE - 5, SIZE));
    }

    @Test
    void chunkAcrossTwoMessagesIsNotAnOwnRead() {
        assertEquals(List.of("0", "1"), cut(stream(2), 5, SIZE, SIZE - 5));
    }

    @Test
    void byteByByteNothingIsLostOrAnOwnRead() {
        int[] ones = new int[2 * SIZE];
        Arrays.fill(ones, 1);
        assertEquals(List.of("0", "1"), cut(stream(2), ones));
    }

    @Test
    void incompleteMessageIsNotDelivered() {
        assertEquals(List.of(), cut(Arrays.copyOf(stream(1), SIZE - 1), SIZE - 1));
    }
}
