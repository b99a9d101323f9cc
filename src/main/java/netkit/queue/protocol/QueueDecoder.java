package netkit.queue.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a byte stream into lines and the bodies that follow some of them. TCP keeps no boundaries, so whatever has no
 * end yet is kept for the next chunk.
 */
public final class QueueDecoder {
    /** Takes what was cut, and says what comes next. */
    public interface Sink {
        /** A line without its end, each byte a character (ISO 8859-1), as the protocol is ASCII. */
        Next line(String line);

        void body(byte[] body);

        /** A line is longer than allowed; nothing more is cut from this stream. */
        void lineTooLong(int limit);
    }

    /** What follows a line. */
    public sealed interface Next {
        Next LINE = new Line();
        Next END = new End();

        record Line() implements Next {}

        record Body(int size) implements Next {}

        /** Bytes that are not wanted. */
        record Skip(long size) implements Next {}

        /** The stream makes no sense any more: all further bytes are passed over. */
        record End() implements Next {}
    }

    static final int MAX_LINE = 512;
    /** A body gets so much memory at first, and twice as much each time it is full: announcing one costs nothing. */
    private static final int FIRST_ROOM = 16 * 1024;

    private final Sink sink;
    private final byte[] line = new byte[MAX_LINE + 1];
    private int lineLength;
    private byte[] body;
    private int bodySize;
    private int bodyLength;
    private long toSkip;
    private boolean ended;

    public QueueDecoder(Sink sink) {
        this.sink = sink;
    }

    public void feed(byte[] chunk, int from, int count) {
        int at = from;
        int end = from + count;
        while (at < end && !ended) {
            if (toSkip > 0) {
                int skipped = (int) Math.min(toSkip, end - at);
                toSkip -= skipped;
                at += skipped;
            } else if (body != null) {
                at += takeBody(chunk, at, end - at);
            } else {
                at = takeLine(chunk, at, end);
            }
        }
    }

    /** How many bytes the body that has begun still lacks; 0 when none has. */
    public int missing() {
        return body == null ? 0 : bodySize - bodyLength;
    }

    /** The line that has begun, without its end; empty when none has. */
    public String unfinishedLine() {
        return new String(line, 0, lineLength, StandardCharsets.ISO_8859_1);
    }

    private int takeBody(byte[] chunk, int from, int available) {
        int taken = Math.min(bodySize - bodyLength, available);
        if (bodyLength + taken > body.length) {
            long room = Math.max(2L * body.length, bodyLength + taken);
            body = Arrays.copyOf(body, (int) Math.min(room, bodySize));
        }
        System.arraycopy(chunk, from, body, bodyLength, taken);
        bodyLength += taken;
        if (bodyLength == bodySize) {
            byte[] complete = body;
            body = null;
            sink.body(complete);
        }
        return taken;
    }

    /** @return where it goes on */
    private int takeLine(byte[] chunk, int from, int end) {
        int lf = from;
        while (lf < end && chunk[lf] != '\n') {
            lf++;
        }
        int count = lf - from;
        if (lineLength + count > line.length) {
            tooLong();
            return end;
        }
        if (lf == end) {
            System.arraycopy(chunk, from, line, lineLength, count);
            lineLength += count;
            return end;
        }
        if (lineLength == 0) {
            complete(chunk, from, count);
        } else {
            System.arraycopy(chunk, from, line, lineLength, count);
            complete(line, 0, lineLength + count);
        }
        lineLength = 0;
        return lf + 1;
    }

    private void complete(byte[] bytes, int from, int count) {
        int length = count > 0 && bytes[from + count - 1] == '\r' ? count - 1 : count;
        if (length > MAX_LINE) {
            tooLong();
            return;
        }
        switch (sink.line(new String(bytes, from, length, StandardCharsets.ISO_8859_1))) {
            case Next.Line() -> {}
            case Next.Body(var size) -> begin(size);
            case Next.Skip(var size) -> toSkip = size;
            case Next.End() -> ended = true;
        }
    }

    private void begin(int size) {
        if (size == 0) {
            sink.body(new byte[0]);
        } else {
            body = new byte[Math.min(size, FIRST_ROOM)];
            bodySize = size;
            bodyLength = 0;
        }
    }

    private void tooLong() {
        ended = true;
        sink.lineTooLong(MAX_LINE);
    }

    /** The bytes of a line of the protocol, its end included. */
    public static byte[] encode(String line) {
        byte[] bytes = new byte[line.length() + 2];
        encode(line, bytes, 0);
        return bytes;
    }

    /** A line and the body behind it. */
    public static byte[] encode(String line, byte[] body, boolean endOfLine) {
        int head = line.length() + 2;
        byte[] bytes = new byte[head + body.length + (endOfLine ? 2 : 0)];
        encode(line, bytes, 0);
        System.arraycopy(body, 0, bytes, head, body.length);
        if (endOfLine) {
            Arrays.fill(bytes, head + body.length, bytes.length, (byte) '\n');
            bytes[head + body.length] = '\r';
        }
        return bytes;
    }

    private static void encode(String line, byte[] into, int at) {
        byte[] text = line.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(text, 0, into, at, text.length);
        into[at + text.length] = '\r';
        into[at + text.length + 1] = '\n';
    }
}
