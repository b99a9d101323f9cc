package netkit.http;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;

import netkit.net.Sockets;

/**
 * A client of one server, which sends one request after the other over a persistent connection (RFC 9112 §9.3). One
 * thread sends; any thread may close.
 */
public final class HttpClient implements Closeable {
    /** Opens a connection to the server. */
    @FunctionalInterface
    public interface Dialer {
        Socket dial() throws IOException;
    }

    public record Response(ResponseHead head, byte[] body) {}

    /** A connection that was idle for longer may have been closed by the server: it is checked before it is used. */
    private static final Duration FRESH = Duration.ofMillis(100);
    /** Margin subtracted from the server's keep-alive timeout. */
    private static final Duration KEEP_ALIVE_MARGIN = Duration.ofSeconds(1);

    private final Dialer dialer;
    private final int maxBody;
    // only the sending thread sets these fields; close() closes the socket and sets nothing but closed
    private HttpReader reader;
    private long usedAt;
    private long keepAlive;
    private volatile Socket socket;
    private volatile boolean closed;

    /** @param maxBody largest body of a response, bytes */
    public HttpClient(Dialer dialer, int maxBody) {
        this.dialer = dialer;
        this.maxBody = maxBody;
    }

    /**
     * Sends a request and returns its response.
     *
     * @param body empty for none; the head must have its {@code Content-Length}
     * @param timeout for the head, and for the body, of the response
     */
    public Response send(RequestHead request, byte[] body, Duration timeout) throws IOException {
        return attempt(request, () -> {
            ResponseReader response = sendOnce(request, body, maxBody, timeout);
            return new Response(response.head(), response.rest(timeout));
        });
    }

    /**
     * Sends a request and returns its response as soon as the head is received. The body must be read to its end before
     * the next request, or {@link #drop} called.
     *
     * @param body empty for none; the head must have its {@code Content-Length}
     * @param timeout for the head of the response
     */
    public ResponseReader open(RequestHead request, byte[] body, Duration timeout) throws IOException {
        // the memory is that of a piece, so the size of the whole is no matter
        return attempt(request, () -> sendOnce(request, body, Integer.MAX_VALUE, timeout));
    }

    private interface Attempt<R> {
        R send() throws IOException;
    }

    private <R> R attempt(RequestHead request, Attempt<R> attempt) throws IOException {
        boolean fresh = !isUsable();
        if (fresh) {
            dial();
        }
        try {
            return attempt.send();
        } catch (EOFException | SocketException e) {
            // RFC 9110 §9.2.2: a GET may be retried if the server has just closed the idle connection
            if (fresh || closed || !request.method().equals("GET") || reader.hasInput()) {
                throw e;
            }
            dial();
            return attempt.send();
        }
    }

    private ResponseReader sendOnce(RequestHead request, byte[] body, int max, Duration timeout)
            throws IOException {
        byte[] head = request.encode();
        byte[] whole = java.util.Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        socket.getOutputStream().write(whole);
        ResponseHead response = reader.response(timeout);
        return new ResponseReader(response, reader, BodyDecoder.of(request.method(), response, max),
                () -> received(response));
    }

    private void received(ResponseHead response) {
        usedAt = System.nanoTime();
        keepAlive = keepAlive(response.headers());
        if (!keeps(response)) {
            drop();
        }
    }

    private static boolean keeps(ResponseHead response) {
        Headers headers = response.headers();
        boolean hasLength = !headers.all("Content-Length").isEmpty()
                || !headers.all("Transfer-Encoding").isEmpty() || response.status() == 204;
        return hasLength && !headers.lists("Connection", "close") && response.version().equals("HTTP/1.1");
    }

    /** {@code Keep-Alive: timeout=5}, in seconds: a hint from the server about how long it keeps an idle connection. */
    private static long keepAlive(Headers headers) {
        List<String> hints = headers.list("Keep-Alive").stream()
                .filter(hint -> hint.matches("timeout=\\d{1,9}"))
                .toList();
        return hints.isEmpty() ? Long.MAX_VALUE
                : Duration.ofSeconds(Long.parseLong(hints.getFirst().substring(8))).minus(KEEP_ALIVE_MARGIN)
                        .toNanos();
    }

    private boolean isUsable() throws IOException {
        if (socket == null) {
            return false;
        }
        long idle = System.nanoTime() - usedAt;
        if (idle < keepAlive && (idle < FRESH.toNanos() || isSilent())) {
            return true;
        }
        drop();
        return false;
    }

    /** Whether neither the end of the stream nor an unexpected byte has been received. */
    private boolean isSilent() {
        try {
            reader.awaitInput(Duration.ofMillis(1));
            return false;
        } catch (SocketTimeoutException _) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private void dial() throws IOException {
        drop();
        socket = dialer.dial();
        reader = new HttpReader(socket, HeadLimits.DEFAULT);
        if (closed) { // close() may have come before there was a socket to close
            drop();
            throw new SocketException("closed");
        }
    }

    /** Closes the connection; the next request opens another. Only for the thread that sends. */
    public void drop() {
        Socket old = socket;
        socket = null;
        if (old != null) {
            Sockets.closeAtOnce(old);
        }
    }

    /** Closes the connection, even while another thread waits for a response. */
    @Override
    public void close() {
        closed = true;
        Socket open = socket;
        if (open != null) {
            Sockets.closeAtOnce(open);
        }
    }
}
