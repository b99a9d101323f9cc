package netkit.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;

import javax.net.ssl.SSLSocket;

import netkit.net.Deadline;

/**
 * Reads the messages of one connection, one after the other, each head and each body within a time limit for the whole
 * of it: a byte a second does not prolong it.
 */
public final class HttpReader {
    private static final int FIRST_CAPACITY = 1024;
    private static final int MAX_CAPACITY = 64 * 1024;
    /** What is left for an answer that it was too slow, where one is possible. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final Socket socket;
    private final HeadLimits limits;
    private byte[] bytes = new byte[FIRST_CAPACITY];
    /** What has arrived and is not used yet is from here to {@link #count}. */
    private int from;
    private int count;

    public HttpReader(Socket socket, HeadLimits limits) {
        this.socket = socket;
        this.limits = limits;
    }

    /**
     * @throws EOFException when the peer closes before the head is whole
     * @throws HttpException when it is too slow, too large or breaks a rule
     */
    public RequestHead request(Duration timeout) throws IOException {
        HeadDecoder decoder = new HeadDecoder(limits);
        int length = inTime(timeout, "head", deadline -> head(decoder, deadline));
        RequestHead head = decoder.request(bytes, length);
        from = length;
        return head;
    }

    /** As {@link #request}, for the client. */
    public ResponseHead response(Duration timeout) throws IOException {
        HeadDecoder decoder = new HeadDecoder(limits);
        int length = inTime(timeout, "head", deadline -> head(decoder, deadline));
        ResponseHead head = decoder.response(bytes, length);
        from = length;
        return head;
    }

    /**
     * The body that follows a head.
     *
     * @throws EOFException when the peer closes before it is whole
     * @throws HttpException when it is too slow, too large or breaks a rule
     */
    public byte[] body(BodyDecoder decoder, Duration timeout) throws IOException {
        inTime(timeout, "body", deadline -> {
            from += decoder.feed(bytes, from, count);
            while (!decoder.isDone()) {
                compact();
                if (fill(deadline)) {
                    from += decoder.feed(bytes, from, count);
                } else {
                    decoder.end();
                }
            }
            return 0;
        });
        return decoder.content();
    }

    /** What came glued behind that which has been read; the last to be asked for, memory is given back. */
    public byte[] leftover() {
        byte[] left = Arrays.copyOfRange(bytes, from, count);
        bytes = left;
        from = count;
        return left;
    }

    /** Whether something has arrived that is not used yet. */
    public boolean hasInput() {
        return from < count;
    }

    /**
     * Waits until something has arrived.
     *
     * @return false when the peer has closed its direction
     * @throws SocketTimeoutException when nothing came for that long
     */
    public boolean awaitInput(Duration timeout) throws IOException {
        if (hasInput()) {
            return true;
        }
        compact();
        if (bytes.length > FIRST_CAPACITY) {
            bytes = new byte[FIRST_CAPACITY]; // an idle connection gives memory back
        }
        socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
        return read();
    }

    private int head(HeadDecoder decoder, long deadline) throws IOException {
        compact();
        int length = decoder.length(bytes, count);
        while (length == 0) {
            if (!fill(deadline)) {
                throw new EOFException("the connection was closed in the middle of a head");
            }
            length = decoder.length(bytes, count);
        }
        return length;
    }

    private void compact() {
        System.arraycopy(bytes, from, bytes, 0, count - from);
        count -= from;
        from = 0;
    }

    private boolean fill(long deadline) throws IOException {
        int left = (int) Math.min(Integer.MAX_VALUE, (deadline - System.nanoTime()) / 1_000_000);
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        socket.setSoTimeout(left);
        return read();
    }

    private boolean read() throws IOException {
        if (count == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        int more = socket.getInputStream().read(bytes, count, bytes.length - count);
        count += Math.max(0, more);
        if (count == bytes.length && bytes.length < MAX_CAPACITY) {
            bytes = Arrays.copyOf(bytes, 4 * bytes.length); // more waits, most likely
        }
        return more >= 0;
    }

    private interface Step {
        int read(long deadline) throws IOException;
    }

    private int inTime(Duration timeout, String what, Step step) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            int result;
            if (socket instanceof SSLSocket) {
                // One read may take many of the socket below, and each of those has the timeout anew.
                try (Deadline _ = new Deadline(socket, timeout.plus(GRACE))) {
                    result = step.read(deadline);
                }
            } else {
                result = step.read(deadline);
            }
            socket.setSoTimeout(0);
            return result;
        } catch (SocketTimeoutException _) {
            throw new HttpException(Status.REQUEST_TIMEOUT,
                    "the " + what + " was not whole within " + timeout.toMillis() + " ms");
        }
    }
}
