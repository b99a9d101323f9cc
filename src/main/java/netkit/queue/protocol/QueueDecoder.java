package netkit.queue.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import netkit.net.MemoryBudget;

/**
 * A decoder that splits a byte stream into lines and the bodies that follow some of them. TCP preserves no message
 * boundaries, so it keeps an incomplete line or body until the next chunk.
 */
public final class QueueDecoder {
    /** Receives the lines and bodies, and says what follows each line. */
    public interface Sink {
        /** A line without its end; each byte is one character (ISO 8859-1), since the protocol is ASCII. */
        Next line(String line);

        /** A body that a line end follows. */
        void body(byte[] body);

        /** A body that something else follows than a line end; the decoder ignores the rest of that line. */
        void unendedBody(int size);

        /** A line is longer than the limit; the decoder ignores the rest of the stream. */
        void lineTooLong(int limit);
    }

    /** What follows a line. */
    public sealed interface Next {
        Next LINE = new Line();
        Next END = new End();

        record Line() implements Next {}

        record Body(int size) implements Next {}

        /** Bytes to be ignored. */
        record Skip(long size) implements Next {}

        /** The rest of the stream is ignored. */
        record End() implements Next {}
    }

    static final int MAX_LINE = 512;
    /** Initial bytes allocated for a body, doubled when full, so that announcing a large body alone takes no memory. */
    private static final int INITIAL_CAPACITY = 16 * 1024;

    private final Sink sink;
    private final MemoryBudget.Account memory;
    private final byte[] line = new byte[MAX_LINE + 1];
    private int lineLength;
    private byte[] body;
    private int bodySize;
    private int bodyLength;
    private long bytesToSkip;
    private boolean ended;
    private long bodies;

    public QueueDecoder(Sink sink) {
        this(sink, MemoryBudget.UNLIMITED.open(() -> {}));
    }

    /** @param memory counts the body until the sink has returned; when it is evicted, the rest of the stream is ignored */
    public QueueDecoder(Sink sink, MemoryBudget.Account memory) {
        this.sink = sink;
        this.memory = memory;
    }

    public void feed(byte[] chunk, int from, int count) {
        int at = from;
        int end = from + count;
        while (at < end && !ended) {
            if (bytesToSkip > 0) {
                int skipped = (int) Math.min(bytesToSkip, end - at);
                bytesToSkip -= skipped;
                at += skipped;
            } else if (missingBodyBytes() > 0) {
                at += takeBody(chunk, at, end - at);
            } else {
                at = takeLine(chunk, at, end);
            }
        }
    }

    /** Ends the stream, which also ends the line of a complete body. */
    public void finish() {
        if (body != null && bodyLength == bodySize && unfinishedLine().isBlank()) {
            endBody(true);
            lineLength = 0;
        }
    }

    /** Ignores the rest of the stream, and releases the body that has begun. */
    public void discard() {
        ended = true;
        lineLength = 0;
        if (body != null) {
            memory.add(-body.length);
            body = null;
        }
    }

    /** Whether a body has begun that is not complete. */
    public boolean isInBody() {
        return body != null;
    }

    /** Returns a number that is another one for each body. */
    public long bodyNumber() {
        return bodies;
    }

    /** Returns the bytes of the body received so far. */
    public long bodyBytes() {
        return bodyLength;
    }

    /** Returns the bytes that the current body still lacks; 0 if no body has begun. */
    public int missingBodyBytes() {
        return body == null ? 0 : bodySize - bodyLength;
    }

    /** Returns the incomplete current line; empty if none has begun. */
    public String unfinishedLine() {
        return new String(line, 0, lineLength, StandardCharsets.ISO_8859_1);
    }

    private int takeBody(byte[] chunk, int from, int available) {
        int taken = Math.min(bodySize - bodyLength, available);
        if (bodyLength + taken > body.length) {
            long doubled = Math.max(2L * body.length, bodyLength + taken);
            int capacity = (int) Math.min(doubled, bodySize);
            if (!memory.awaitMemory(capacity)) {
                memory.add(-capacity);
                discard();
                return taken;
            }
            memory.add(-body.length);
            body = Arrays.copyOf(body, capacity);
        }
        System.arraycopy(chunk, from, body, bodyLength, taken);
        bodyLength += taken;
        return taken;
    }

    private void endBody(boolean isEnded) {
        byte[] complete = body;
        body = null;
        if (isEnded) {
            sink.body(complete);
        } else {
            sink.unendedBody(complete.length);
        }
        memory.add(-complete.length);
    }

    /** Returns the index of the next byte to decode. */
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
        if (body != null) {
            endBody(length == 0);
            return;
        }
        switch (sink.line(new String(bytes, from, length, StandardCharsets.ISO_8859_1))) {
            case Next.Line() -> {}
            case Next.Body(var size) -> begin(size);
            case Next.Skip(var size) -> bytesToSkip = size;
            case Next.End() -> ended = true;
        }
    }

    private void begin(int size) {
        body = new byte[Math.min(size, INITIAL_CAPACITY)];
        memory.add(body.length);
        bodySize = size;
        bodyLength = 0;
        bodies++;
    }

    private void tooLong() {
        ended = true;
        sink.lineTooLong(MAX_LINE);
    }

    /** Returns the bytes of a line, including its end. */
    public static byte[] encode(String line) {
        byte[] bytes = new byte[line.length() + 2];
        encode(line, bytes, 0);
        return bytes;
    }

    /** Returns the bytes of a line, the body that follows it, and the body's line end. */
    public static byte[] encode(String line, byte[] body) {
        int head = line.length() + 2;
        byte[] bytes = new byte[head + body.length + 2];
        encode(line, bytes, 0);
        System.arraycopy(body, 0, bytes, head, body.length);
        encode("", bytes, head + body.length);
        return bytes;
    }

    private static void encode(String line, byte[] into, int at) {
        byte[] text = line.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(text, 0, into, at, text.length);
        into[at + text.length] = '\r';
        into[at + text.length + 1] = '\n';
    }
}
