package netkit.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLSocket;

import netkit.net.Deadline;
import netkit.net.MemoryBudget;
import netkit.net.Turns;

/**
 * A reader of the messages of one connection, one after the other. A timeout is for a whole head or body: a byte now and
 * then does not extend it.
 */
public final class HttpReader {
    private static final int FIRST_CAPACITY = 1024;
    private static final int MAX_CAPACITY = 64 * 1024;
    static final String NO_MEMORY = "no memory is left for this request or its response; try again later";
    /** Extra time over TLS, so that a response 408 can be sent before the socket is closed. */
    private static final Duration TLS_MARGIN = Duration.ofMillis(500);

    private final Socket socket;
    private final HeadLimits limits;
    private final MemoryBudget.Account memory;
    private final Turns turns = new Turns();
    private byte[] bytes = new byte[FIRST_CAPACITY];
    /** Received and unread bytes are from here to {@link #count}. */
    private int from;
    private int count;

    public HttpReader(Socket socket, HeadLimits limits) {
        this(socket, limits, MemoryBudget.UNLIMITED.open(() -> {}));
    }

    /** @param memory counts what is received; when it is evicted, no body is read any more */
    HttpReader(Socket socket, HeadLimits limits, MemoryBudget.Account memory) {
        this.socket = socket;
        this.limits = limits;
        this.memory = memory;
    }

    /**
     * Reads the head of a request.
     *
     * @throws EOFException if the peer closes before the head is complete, or sends nothing in that time, as browsers do
     *         on connections that they open in advance
     * @throws HttpException if the head is too slow, too large or malformed
     */
    public RequestHead request(Duration timeout) throws IOException {
        HeadDecoder decoder = new HeadDecoder(limits);
        int length;
        try {
            length = inTime(timeout, "head", deadline -> {
                skipEmptyLines(deadline);
                return head(decoder, deadline);
            });
        } catch (HttpException e) {
            if (e.status() == Status.REQUEST_TIMEOUT && !hasInput()) {
                throw new EOFException("no request was received");
            }
            throw e;
        }
        RequestHead head = decoder.request(bytes, length);
        from = length;
        return head;
    }

    /**
     * Reads the head of a final response, or of 101 (Switching Protocols). Interim responses before it are skipped (RFC
     * 9110 §15.2). Errors as for {@link #request}.
     *
     * @param timeout for all of them
     */
    public ResponseHead response(Duration timeout) throws IOException {
        AtomicReference<ResponseHead> response = new AtomicReference<>();
        inTime(timeout, "head", deadline -> {
            do {
                HeadDecoder decoder = new HeadDecoder(limits);
                from = head(decoder, deadline);
                response.set(decoder.response(bytes, from));
            } while (response.get().status() < 200
                    && response.get().status() != Status.SWITCHING_PROTOCOLS.code());
            return 0;
        });
        return response.get();
    }

    /**
     * Reads the body that follows a head.
     *
     * @throws EOFException if the peer closes before the body is complete
     * @throws HttpException if the body is too slow, too large or malformed
     */
    public byte[] body(BodyDecoder decoder, Duration timeout) throws IOException {
        inTime(timeout, "body", deadline -> {
            feed(decoder);
            while (!decoder.isDone()) {
                compact();
                if (fill(deadline)) {
                    feed(decoder);
                } else {
                    decoder.end();
                }
            }
            return 0;
        });
        return decoder.content();
    }

    /**
     * Reads what has arrived of the body that follows a head, at least a byte.
     *
     * @param silence the longest time in which no byte is received
     * @return empty at the end of the body
     * @throws SocketTimeoutException if nothing was received in that time
     */
    byte[] piece(BodyDecoder decoder, Duration silence) throws IOException {
        while (true) {
            from += decoder.feed(bytes, from, count);
            byte[] piece = decoder.take();
            if (piece.length > 0 || decoder.isDone()) {
                return piece;
            }
            if (!awaitInput(silence)) {
                decoder.end();
            }
        }
    }

    private void feed(BodyDecoder decoder) throws HttpException {
        int before = decoder.capacity();
        from += decoder.feed(bytes, from, count);
        if (!memory.awaitMemory(decoder.capacity() - before)) {
            throw new HttpException(Status.SERVICE_UNAVAILABLE, NO_MEMORY);
        }
    }

    /** Returns the received bytes that are unread, and releases the buffer; nothing may be read after that. */
    public byte[] leftover() {
        byte[] left = Arrays.copyOfRange(bytes, from, count);
        memory.add(FIRST_CAPACITY - bytes.length);
        bytes = left;
        from = count;
        return left;
    }

    /** Whether received bytes are unread. */
    public boolean hasInput() {
        return from < count;
    }

    /**
     * Waits until bytes are received.
     *
     * @return false if the peer has closed its direction
     * @throws SocketTimeoutException if nothing was received in that time
     */
    public boolean awaitInput(Duration timeout) throws IOException {
        if (hasInput()) {
            return true;
        }
        compact();
        if (bytes.length > FIRST_CAPACITY) {
            memory.add(FIRST_CAPACITY - bytes.length);
            bytes = new byte[FIRST_CAPACITY]; // an idle connection releases memory
        }
        socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
        return read();
    }

    /** RFC 9112 §2.2: a server should ignore empty lines before a request. */
    private void skipEmptyLines(long deadline) throws IOException {
        while (has(1, deadline) && bytes[from] == '\r' && has(2, deadline) && bytes[from + 1] == '\n') {
            from += 2;
        }
    }

    /** Waits for this many unread bytes; returns false if the peer closes before. */
    private boolean has(int unread, long deadline) throws IOException {
        boolean open = true;
        while (open && count - from < unread) {
            compact();
            open = fill(deadline);
        }
        return open;
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
            grow(2);
        }
        int more = socket.getInputStream().read(bytes, count, bytes.length - count);
        count += Math.max(0, more);
        turns.read(more);
        if (count == bytes.length && bytes.length < MAX_CAPACITY) {
            grow(4); // more is probably waiting
        }
        return more >= 0;
    }

    private void grow(int factor) {
        int before = bytes.length;
        bytes = Arrays.copyOf(bytes, factor * before);
        memory.add(bytes.length - before);
    }

    private interface Step {
        int read(long deadline) throws IOException;
    }

    private int inTime(Duration timeout, String what, Step step) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            int result;
            if (socket instanceof SSLSocket) {
                // one read may need many reads of the socket below TLS, and each of those restarts the timeout
                try (Deadline _ = new Deadline(socket, timeout.plus(TLS_MARGIN))) {
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
