package netkit.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import netkit.net.Backpressure;
import netkit.net.OutboundQueue;

/**
 * The body of a response that grows (RFC 9112 §7.1): each piece that is sent is a chunk, written at once. To a client of
 * HTTP/1.0 the pieces go as they are, and the connection is closed after the last one. Thread-safe; nothing waits for the
 * client.
 */
public final class ResponseStream {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final HttpExchange exchange;
    private final HttpConnection connection;
    private final OutboundQueue queue;
    private final boolean isChunked;
    private boolean closed;

    ResponseStream(HttpExchange exchange, HttpConnection connection, boolean isChunked) {
        this.exchange = exchange;
        this.connection = connection;
        this.queue = connection.responses();
        this.isChunked = isChunked;
    }

    /** There is nothing to add to. */
    synchronized void refuse() {
        closed = true;
    }

    /**
     * Adds a piece to the body.
     *
     * @return false, with nothing added, if too many bytes wait for the client already, or the body or the connection has
     *         ended
     */
    public synchronized boolean send(byte[] piece) {
        if (closed) {
            return false;
        }
        // RFC 9112 §7.1: a chunk of size 0 would end the body
        return piece.length == 0 || queue.offer(isChunked ? chunk(piece) : piece);
    }

    /** Sends as {@link #send(byte[])} does, and notes the backlog, so that the calling thread can wait for it later. */
    public boolean send(byte[] piece, Backpressure pressure) {
        boolean sent = send(piece);
        pressure.offered(queue, piece.length);
        return sent;
    }

    private static byte[] chunk(byte[] piece) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream(piece.length + 12);
        chunk.writeBytes((Integer.toHexString(piece.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        chunk.writeBytes(piece);
        chunk.writeBytes(CRLF);
        return chunk.toByteArray();
    }

    /** Ends the body; the connection can serve the next request. No effect if it has ended. */
    public void close() {
        end(isChunked ? LAST_CHUNK : new byte[0]);
    }

    /** Ends a response that has no body. */
    void end() {
        end(new byte[0]);
    }

    private void end(byte[] lastBytes) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            queue.limit(Integer.MAX_VALUE); // that of other responses
            if (lastBytes.length > 0) {
                queue.offer(lastBytes);
            }
        }
        exchange.finish();
    }

    /** Closes the connection at once; the client sees that the body is incomplete (RFC 9112 §8). */
    public void abort() {
        refuse();
        connection.abort();
    }
}
