package netkit.http;

import java.io.IOException;
import java.net.Socket;
import java.util.Set;

import netkit.net.Endpoint;
import netkit.net.Listener;
import netkit.net.MemoryBudget;

/** One request and its response, which any thread may give, at any time, once: whole, or piece by piece. */
public final class HttpExchange {
    /** The methods whose bodies a handler may read. */
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
    private static final Headers CHUNKED = Headers.of("Transfer-Encoding", "chunked");
    private static final byte[] CONTINUE = ResponseHead.of(Status.CONTINUE, Headers.NONE).encode();

    private final HttpConnection connection;
    private final RequestHead request;
    private volatile boolean last;
    private volatile boolean bodyRead;
    /** The memory of the body, bytes. */
    private int bodyCapacity;
    private Listener.Step successor;
    /** This and the following fields are guarded by {@code this}. */
    private Runnable onAbort = () -> {};
    private boolean begun;
    private boolean finished;
    private boolean aborted;
    private long finishedAt;

    HttpExchange(HttpConnection connection, RequestHead request) {
        this.connection = connection;
        this.request = request;
        // RFC 9112 §9.3: HTTP/1.1 is persistent by default; HTTP/1.0 connections are closed here
        this.last = request.headers().lists("Connection", "close") || request.version().equals("HTTP/1.0");
    }

    public RequestHead request() {
        return request;
    }

    /** The address of the client. */
    public Endpoint peer() {
        return connection.peer();
    }

    /**
     * Reads the body of the request; only once, and only in the connection's thread.
     *
     * @param max largest body, bytes
     * @throws HttpException if the body is too large, too slow or malformed
     * @throws java.io.EOFException if the client closes before the body is complete
     */
    public byte[] body(int max) throws IOException {
        BodyDecoder decoder = BodyDecoder.of(request, max);
        bodyRead = true;
        try {
            if (expectsToContinue() && !connection.reader().hasInput() && !decoder.isDone()) {
                connection.send(CONTINUE);
            }
            return connection.reader().body(decoder, connection.options().bodyTimeout());
        } catch (IOException e) {
            last = true; // where the next request begins is unknown
            throw e;
        } finally {
            bodyCapacity = decoder.capacity();
        }
    }

    /** RFC 9110 §10.1.1: the client may wait for 100 (Continue) before it sends the body. */
    private boolean expectsToContinue() {
        return request.headers().lists("Expect", "100-continue");
    }

    private boolean asksForUpgrade() {
        return !request.headers().all("Upgrade").isEmpty();
    }

    /**
     * Refuses a request whose body has no valid length, before any handler (RFC 9112 §6.3). The body of a GET, and of other
     * methods that have no use for one, is read and discarded.
     *
     * @param max largest body that is discarded, bytes
     */
    void checkBody(int max) throws IOException {
        BodyDecoder.of(request, Integer.MAX_VALUE);
        if (!mayHaveReader()) {
            if (expectsToContinue()) {
                last = true; // the client may or may not send the body after the final response
            } else if (asksForUpgrade() && request.headers().announceBody()) {
                last = true; // the protocol that is asked for refuses it without waiting for the body
            } else {
                body(max);
            }
        }
    }

    /** Returns whether a handler may read the body. */
    private boolean mayHaveReader() {
        return WITH_BODY.contains(request.method());
    }

    /**
     * Sends the response; never waits for the client.
     *
     * @return false if a response was sent already, or the client has closed
     */
    public boolean respond(HttpResponse page) {
        synchronized (this) {
            if (!begin()) {
                return false;
            }
            connection.send(page.encode(request.method(), persistence()));
        }
        finish();
        return true;
    }

    /**
     * Sends the head of a response whose body grows; never waits for the client. The response to HEAD ends with its head.
     *
     * @param head its body must be empty
     * @param maxBacklog the most bytes that may wait for the client
     * @return the body, to which nothing can be added if a response was sent already, or the client has closed
     */
    public ResponseStream stream(HttpResponse head, int maxBacklog) {
        boolean isChunked = !request.version().equals("HTTP/1.0"); // RFC 9112 §6.1: which has no chunks
        ResponseStream stream = new ResponseStream(this, connection, isChunked);
        synchronized (this) {
            if (!begin()) {
                stream.refuse();
                return stream;
            }
            if (!isChunked) {
                last = true; // the body ends with the connection (RFC 9112 §6.3)
            }
            connection.send(head.head(isChunked ? CHUNKED : Headers.NONE, persistence()).encode());
            connection.responses().limit(maxBacklog);
        }
        if (request.method().equals("HEAD")) { // RFC 9110 §9.3.2
            stream.end();
        }
        return stream;
    }

    /** Returns false if a response was begun already, or the client has closed. */
    private boolean begin() {
        if (begun || aborted) {
            return false;
        }
        begun = true;
        last |= mayHaveReader() && !bodyRead; // where the next request begins is unknown
        return true;
    }

    /** The whole response is queued: the next request may have its own. */
    void finish() {
        synchronized (this) {
            finished = true;
            finishedAt = System.nanoTime();
            notifyAll();
        }
        if (last) {
            connection.ending();
        }
    }

    /** Sends the response and closes the connection after it; returns as {@link #respond} does. */
    public boolean respondAndClose(HttpResponse page) {
        last = true;
        return respond(page);
    }

    /** Returns the head with which a response is sent. */
    public ResponseHead head(HttpResponse page) {
        return page.head(persistence());
    }

    private Persistence persistence() {
        return last ? Persistence.CLOSE : Persistence.KEEP_ALIVE;
    }

    /** Closes the connection without a response. */
    public void abort() {
        connection.abort();
    }

    /** @param action run once, in the connection's thread, if the connection ends before the response does */
    public synchronized void onAbort(Runnable action) {
        onAbort = action;
    }

    /** Called when the connection has ended. */
    void ended() {
        Runnable action;
        synchronized (this) {
            if (finished || aborted || successor != null) {
                return;
            }
            aborted = true;
            action = onAbort;
        }
        action.run();
    }

    /** Releases the memory of the body, once its handler has returned. */
    void releaseBody() {
        connection.memory().add(-bodyCapacity);
        bodyCapacity = 0;
    }

    /** Returns what counts the memory held for the client; a protocol that takes the connection over closes it. */
    public MemoryBudget.Account memory() {
        return connection.memory();
    }

    /** Returns the connection's socket, for a protocol that takes it over. */
    public Socket socket() {
        return connection.socket();
    }

    /** Returns the bytes received after the request, for a protocol that takes the connection over. */
    public byte[] leftover() {
        return connection.reader().leftover();
    }

    /** Takes the connection over from HTTP, once the handler has returned; only in the connection's thread. */
    public void takeOver(Listener.Step next) {
        successor = next;
    }

    /** Returns what serves the connection after HTTP; null unless it is taken over. */
    Listener.Step successor() {
        return successor;
    }

    /** Called when the socket is closed: no response can reach the client. */
    synchronized void connectionBroken() {
        notifyAll();
    }

    /** Whether the response is sent and the connection closes after it. */
    synchronized boolean isEnding() {
        return finished && last;
    }

    synchronized boolean isFinished() {
        return finished;
    }

    /** When the response was sent, by {@link System#nanoTime}. */
    synchronized long finishedAt() {
        return finishedAt;
    }

    /** Waits for the whole response; returns false if the connection breaks before. */
    synchronized boolean awaitFinished() throws InterruptedException {
        while (!finished && !connection.socket().isClosed()) {
            wait();
        }
        return finished;
    }
}
