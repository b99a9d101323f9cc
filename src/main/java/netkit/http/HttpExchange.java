package netkit.http;

import java.io.IOException;
import java.net.Socket;

import netkit.net.Endpoint;

/** One request and its answer, which any thread may give, at any time, once. */
public final class HttpExchange {
    private static final byte[] CONTINUE = ResponseHead.of(Status.CONTINUE, Headers.NONE).encode();

    private final HttpConnection connection;
    private final RequestHead request;
    private volatile boolean last;
    private boolean bodyRead;
    private boolean takenOver;
    /** All that follows is guarded by this. */
    private Runnable onAbort = () -> {};
    private boolean responded;
    private boolean aborted;
    private long respondedAt;

    HttpExchange(HttpConnection connection, RequestHead request) {
        this.connection = connection;
        this.request = request;
        // RFC 9112 §9.3: HTTP/1.1 keeps a connection unless told otherwise; with HTTP/1.0 we do not
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
     * The body of the request; to be read once, by the thread of the connection.
     *
     * @param max the most to take, bytes
     * @throws HttpException when it is too large or too slow, or breaks a rule
     * @throws java.io.EOFException when the client goes before it is whole
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
            last = true; // where the next request would begin nobody knows
            throw e;
        }
    }

    /** RFC 9110 §10.1.1: the client may wait for a word before it sends the body. */
    private boolean expectsToContinue() {
        return request.headers().lists("Expect", "100-continue");
    }

    /** Reads and forgets a body that nobody asked for, if it is small. */
    void finishBody(int max) throws IOException {
        if (!bodyRead && expectsToContinue()) {
            last = true; // whether the body comes, now that it is answered, nobody knows
        } else if (!bodyRead) {
            body(max);
        }
    }

    /**
     * Answers, and never waits for the client.
     *
     * @return false when it was responded already, or the client has gone
     */
    public boolean respond(HttpResponse page) {
        synchronized (this) {
            if (responded || aborted) {
                return false;
            }
            responded = true;
            respondedAt = System.nanoTime();
            connection.send(page.encode(request.method(), persistence()));
            notifyAll();
        }
        if (last) {
            connection.ending();
        }
        return true;
    }

    /** As {@link #respond}, and closes the connection after it. */
    public boolean respondAndClose(HttpResponse page) {
        last = true;
        return respond(page);
    }

    /** The head of the answer that a page becomes. */
    public ResponseHead head(HttpResponse page) {
        return page.head(persistence());
    }

    private Persistence persistence() {
        return last ? Persistence.CLOSE : Persistence.KEEP_ALIVE;
    }

    /** Closes the connection without an answer. */
    public void abort() {
        connection.abort();
    }

    /** @param action run once, by the thread of the connection, when the client goes before it has been answered */
    public synchronized void onAbort(Runnable action) {
        onAbort = action;
    }

    /** The connection is over. */
    void ended() {
        Runnable action;
        synchronized (this) {
            if (responded || aborted || takenOver) {
                return;
            }
            aborted = true;
            action = onAbort;
        }
        action.run();
    }

    /** Has the connection from now on, with what has arrived beyond the request; only for the thread of the connection. */
    public Socket takeOver() {
        takenOver = true;
        return connection.socket();
    }

    /** What came glued behind the request. */
    public byte[] leftover() {
        return connection.reader().leftover();
    }

    boolean isTakenOver() {
        return takenOver;
    }

    /** Whether it is answered, and the connection ends with it. */
    synchronized boolean isEnding() {
        return responded && last;
    }

    synchronized boolean isResponded() {
        return responded;
    }

    /** When it was answered, {@link System#nanoTime}. */
    synchronized long respondedAt() {
        return respondedAt;
    }

    synchronized void awaitResponse() throws InterruptedException {
        while (!responded) {
            wait();
        }
    }
}
