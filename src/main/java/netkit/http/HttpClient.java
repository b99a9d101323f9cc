package netkit.http;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;

import netkit.net.Deadline;

/**
 * Asks one server, one request after the other, over a connection that is kept as long as the server keeps it (RFC 9112
 * §9.3). One thread asks; any thread may close.
 */
public final class HttpClient implements Closeable {
    /** Opens a connection to the server. */
    @FunctionalInterface
    public interface Dialer {
        Socket dial() throws IOException;
    }

    public record Response(ResponseHead head, byte[] body) {}

    /** Whoever has been silent for longer may have been given up by the server meanwhile. */
    private static final Duration SHORT_WHILE = Duration.ofMillis(100);
    /** What a server's hint about its patience may be wrong by. */
    private static final Duration CAUTION = Duration.ofSeconds(1);

    private final Dialer dialer;
    private final int maxBody;
    private HttpReader reader;
    private long usedAt;
    private long patience;
    private volatile Socket socket;
    private volatile boolean closed;

    /** @param maxBody the largest body to take, bytes */
    public HttpClient(Dialer dialer, int maxBody) {
        this.dialer = dialer;
        this.maxBody = maxBody;
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @param body empty for none; the head has to say how long it is
     * @param timeout how long the server may take
     */
    public Response send(RequestHead request, byte[] body, Duration timeout) throws IOException {
        boolean fresh = !isUsable();
        if (fresh) {
            dial();
        }
        try {
            return sendOnce(request, body, timeout);
        } catch (EOFException | SocketException e) {
            // RFC 9110 §9.2.2: a GET may be sent again, when the server has just given the connection up
            if (fresh || closed || !request.method().equals("GET") || reader.hasInput()) {
                throw e;
            }
            dial();
            return sendOnce(request, body, timeout);
        }
    }

    private Response sendOnce(RequestHead request, byte[] body, Duration timeout) throws IOException {
        byte[] head = request.encode();
        byte[] whole = java.util.Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        socket.getOutputStream().write(whole);
        ResponseHead response = reader.response(timeout);
        while (response.status() < 200) {
            response = reader.response(timeout); // RFC 9110 §15.2: the final one is still to come
        }
        byte[] content = reader.body(BodyDecoder.of(request.method(), response, maxBody), timeout);
        usedAt = System.nanoTime();
        patience = patience(response.headers());
        if (!keeps(response)) {
            drop();
        }
        return new Response(response, content);
    }

    private static boolean keeps(ResponseHead response) {
        Headers headers = response.headers();
        boolean hasLength = !headers.all("Content-Length").isEmpty()
                || !headers.all("Transfer-Encoding").isEmpty() || response.status() == 204;
        return hasLength && !headers.lists("Connection", "close") && response.version().equals("HTTP/1.1");
    }

    /** {@code Keep-Alive: timeout=5}, as many servers hint how long they keep an idle connection, in seconds. */
    private static long patience(Headers headers) {
        List<String> hints = headers.list("Keep-Alive").stream()
                .filter(hint -> hint.matches("timeout=\\d{1,9}"))
                .toList();
        return hints.isEmpty() ? Long.MAX_VALUE
                : Duration.ofSeconds(Long.parseLong(hints.getFirst().substring(8))).minus(CAUTION).toNanos();
    }

    private boolean isUsable() throws IOException {
        if (socket == null) {
            return false;
        }
        long idle = System.nanoTime() - usedAt;
        if (idle < patience && (idle < SHORT_WHILE.toNanos() || isSilent())) {
            return true;
        }
        drop();
        return false;
    }

    /** Neither the end of the stream nor anything that nobody asked for is there. */
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
        if (closed) {
            close();
            throw new SocketException("closed");
        }
    }

    private void drop() {
        Socket old = socket;
        socket = null;
        if (old != null) {
            Deadline.closeAtOnce(old);
        }
    }

    /** Closes the connection, whoever waits for an answer. */
    @Override
    public void close() {
        closed = true;
        drop();
    }
}
