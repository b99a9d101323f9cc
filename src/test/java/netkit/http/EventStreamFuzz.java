package netkit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

import netkit.testing.Allocation;
import netkit.testing.FuzzInput;

/**
 * Event streams: only {@link HttpException} is thrown, a stream in pieces has the same events as the whole one, an event
 * that is encoded is decoded again, and memory grows with the bytes received.
 */
public final class EventStreamFuzz {
    private static final int MAX = 1 << 16;

    private EventStreamFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Allocation.assertAtMost(200_000 + 1000L * input.length,
                () -> outcome(List.of(input), new ArrayList<>()));
        List<ServerSentEvent> events = new ArrayList<>();
        String whole = outcome(List.of(input), events);
        assertEquals(whole, outcome(FuzzInput.pieces(input), new ArrayList<>()));
        for (ServerSentEvent event : events) {
            List<ServerSentEvent> again = new ArrayList<>();
            outcome(List.of(event.encode()), again);
            assertEquals(List.of(event), again);
        }
    }

    private static String outcome(List<byte[]> pieces, List<ServerSentEvent> events) {
        EventStreamDecoder decoder = new EventStreamDecoder("", MAX);
        try {
            for (byte[] piece : pieces) {
                decoder.feed(piece, 0, piece.length, events::add);
            }
        } catch (HttpException e) {
            HttpHeadFuzz.requireOneLine(e.getMessage());
            return e.getMessage();
        }
        return events + " " + decoder.lastEventId() + " " + decoder.retry();
    }
}
