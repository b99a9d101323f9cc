package netkit.queue.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import netkit.testing.Allocation;
import netkit.testing.FuzzInput;

/**
 * The bytes that a client sends: nothing is thrown but {@link Request.Malformed}, lines in pieces are the same as whole
 * ones, and memory grows with the bytes received.
 */
public final class QueueRequestFuzz {
    private static final int MAX_BODY = 1 << 20;

    private QueueRequestFuzz() {}

    private static final class Received implements QueueDecoder.Sink {
        private final List<String> events = new ArrayList<>();

        @Override
        public QueueDecoder.Next line(String line) {
            try {
                Request request = Request.parse(line);
                events.add(request.toString());
                return switch (request) {
                    case Request.Put(var _, long size, var _) when size > MAX_BODY ->
                        new QueueDecoder.Next.Skip(size);
                    case Request.Put(var _, long size, var _) -> new QueueDecoder.Next.Body((int) size);
                    case Request.Quit() -> QueueDecoder.Next.END;
                    default -> QueueDecoder.Next.LINE;
                };
            } catch (Request.Malformed e) {
                assertEquals(1, e.getMessage().lines().count(), e.getMessage());
                events.add(e.getMessage());
                return e.isFatal() ? QueueDecoder.Next.END : QueueDecoder.Next.LINE;
            }
        }

        @Override
        public void body(byte[] body) {
            events.add(Arrays.toString(body));
        }

        @Override
        public void unendedBody(int size) {
            events.add("unended " + size);
        }

        @Override
        public void lineTooLong(int limit) {
            events.add("too long");
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        Allocation.assertAtMost(20_000L * (1 + input.length), () -> events(List.of(input)));
        assertEquals(events(List.of(input)), events(FuzzInput.pieces(input)));
    }

    private static List<String> events(List<byte[]> pieces) {
        Received received = new Received();
        QueueDecoder decoder = new QueueDecoder(received);
        for (byte[] piece : pieces) {
            decoder.feed(piece, 0, piece.length);
        }
        received.events.add(decoder.missingBodyBytes() + " " + decoder.unfinishedLine());
        decoder.finish();
        return received.events;
    }
}
