package netkit.queue.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import netkit.net.PrintableText;
import netkit.testing.FuzzInput;

/**
 * The bytes that a server sends: nothing is thrown but an {@link IllegalArgumentException} with one line, lines in pieces
 * are the same as whole ones, and a reply is the same after it is encoded.
 */
public final class QueueReplyFuzz {
    private QueueReplyFuzz() {}

    private static final class Received implements QueueDecoder.Sink {
        private final List<String> events = new ArrayList<>();

        @Override
        public QueueDecoder.Next line(String line) {
            Reply reply;
            try {
                reply = Reply.parse(PrintableText.escapeControls(line));
            } catch (IllegalArgumentException e) {
                assertEquals(1, e.getMessage().lines().count(), e.getMessage());
                assertTrue(e.getMessage().startsWith("the server "), e.getMessage());
                events.add(e.getMessage());
                return QueueDecoder.Next.END;
            }
            events.add(reply.toString());
            assertEquals(reply, Reply.parse(reply.line()));
            return reply instanceof Reply.Head head ? new QueueDecoder.Next.Body(head.size())
                    : QueueDecoder.Next.LINE;
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
        assertEquals(events(List.of(input)), events(FuzzInput.pieces(input)));
    }

    private static List<String> events(List<byte[]> pieces) {
        Received received = new Received();
        QueueDecoder decoder = new QueueDecoder(received);
        for (byte[] piece : pieces) {
            decoder.feed(piece, 0, piece.length);
        }
        received.events.add(decoder.missingBodyBytes() + " " + decoder.unfinishedLine());
        return received.events;
    }
}
