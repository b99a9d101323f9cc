package netkit.chat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A decoder of lines of UTF-8 text in a byte stream. TCP keeps no boundaries: a line may span many chunks, and a chunk
 * may hold many lines, so an incomplete line is kept for the next chunk. A line ends with LF or CRLF.
 */
public final class LineDecoder {
    /** The result of decoding one line. */
    public sealed interface Line {
        /** A valid line, without its end. */
        record Text(String text) implements Line {}

        /** A line longer than the limit; reported as soon as that is known, and skipped to its end. */
        record TooLong(int limit) implements Line {}

        /** A line that is not UTF-8 (RFC 3629 §3); {@code at} is the number of the invalid byte, from 1. */
        record NotUtf8(int at) implements Line {}
    }

    private static final byte LF = '\n';
    private static final byte CR = '\r';
    private static final int FIRST_CAPACITY = 128;
    /** A buffer up to this size is kept for the next line that arrives in pieces. */
    private static final int MAX_KEPT = 1024;

    private final int limit;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);

    private byte[] begun = new byte[0];
    private int length;
    private boolean skipping;

    /** @param limit the longest line without its end, bytes */
    public LineDecoder(int limit) {
        this.limit = limit;
    }

    /** Decodes the next chunk, and passes on each line that it completes. */
    public void feed(byte[] chunk, int from, int count, Consumer<? super Line> lines) {
        int end = from + count;
        int start = from;
        for (int i = from; i < end; i++) {
            if (chunk[i] == LF) {
                endOfLine(chunk, start, i - start, lines);
                start = i + 1;
            }
        }
        keep(chunk, start, end - start, lines);
    }

    /** Returns the bytes of memory that a line in pieces takes. */
    int capacity() {
        return begun.length;
    }

    /** Ends the stream: a last line without an end is a line, too. */
    public void finish(Consumer<? super Line> lines) {
        if (length > 0) {
            endOfLine(begun, 0, 0, lines);
        }
    }

    private void endOfLine(byte[] chunk, int from, int count, Consumer<? super Line> lines) {
        if (length > 0 || skipping) {
            keep(chunk, from, count, lines);
            if (!skipping) {
                complete(begun, 0, length, lines);
            }
            length = 0;
            skipping = false;
            if (begun.length > MAX_KEPT) {
                begun = new byte[0];
            }
        } else {
            complete(chunk, from, count, lines);
        }
    }

    private void complete(byte[] bytes, int from, int count, Consumer<? super Line> lines) {
        int textLength = count > 0 && bytes[from + count - 1] == CR ? count - 1 : count;
        lines.accept(textLength > limit ? new Line.TooLong(limit) : decode(bytes, from, textLength));
    }

    private Line decode(byte[] bytes, int from, int count) {
        ByteBuffer in = ByteBuffer.wrap(bytes, from, count);
        CharBuffer out = CharBuffer.allocate(count); // UTF-8 never yields more chars than bytes
        CoderResult result = utf8.reset().decode(in, out, true);
        return result.isError()
                ? new Line.NotUtf8(in.position() - from + 1)
                : new Line.Text(out.flip().toString());
    }

    private void keep(byte[] chunk, int from, int count, Consumer<? super Line> lines) {
        if (skipping || count == 0) {
            return;
        }
        // one byte beyond the limit may be kept: it could be the CR of the line's end
        int total = length + count;
        if (total > limit + 1 || total == limit + 1 && chunk[from + count - 1] != CR) {
            skipping = true;
            length = 0;
            lines.accept(new Line.TooLong(limit));
            return;
        }
        if (total > begun.length) {
            int doubled = Math.max(FIRST_CAPACITY, 2 * begun.length);
            begun = Arrays.copyOf(begun, Math.max(total, Math.min(limit + 1, doubled)));
        }
        System.arraycopy(chunk, from, begun, length, count);
        length = total;
    }
}
