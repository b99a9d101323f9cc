package netkit.engineio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import netkit.http.Headers;
import netkit.http.HttpException;
import netkit.http.HttpExchange;
import netkit.http.HttpResponse;
import netkit.http.RequestHead;
import netkit.http.Status;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketHandler;

/** A session at the server's end, with the requests that wait for an answer. The rules are in {@link ServerSession}. */
final class ServerEngineSocket extends SessionSocket implements ServerSession.Effects {
    private final EngineServer server;
    private final EngineServerOptions options;
    private final String id;
    private final RequestHead request;
    private final String remoteAddress;

    // All that follows is guarded by this.
    private final ServerSession session;
    private HttpExchange poll;
    private HttpExchange post;

    ServerEngineSocket(EngineServer server, String id, HttpExchange opening, EngineHandler handler,
            EngineTransport transport) {
        super(handler, server.options().trace(), server.clock(), CloseReason.PARSE_ERROR);
        this.server = server;
        this.options = server.options();
        this.id = id;
        this.request = opening.request();
        this.remoteAddress = opening.peer().host();
        this.session = new ServerSession(options, transport, this);
    }

    @Override
    SessionRules rules() {
        return session;
    }

    private long now() {
        return server.clock().now();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Optional<String> remoteAddress() {
        return Optional.of(remoteAddress);
    }

    @Override
    public RequestHead request() {
        return request;
    }

    // What comes over polling.

    /** The request that opens the session; it is the first poll. */
    void openByPolling(HttpExchange exchange) throws InterruptedException {
        opened();
        changed(() -> {
            session.open(id, now());
            accept(exchange);
        });
        tell();
    }

    private void opened() {
        tellOpened();
        server.opened(this);
    }

    void poll(HttpExchange exchange) {
        if (!changed(() -> !carriesPolling(exchange) || accept(exchange))) {
            server.answerAndClose(exchange, HttpResponse.empty(Status.BAD_REQUEST, Headers.NONE));
        }
    }

    private boolean accept(HttpExchange exchange) {
        if (poll == null) {
            poll = exchange;
            exchange.onAbort(() -> pollAborted(exchange));
        }
        return session.poll(now());
    }

    private void pollAborted(HttpExchange exchange) {
        changed(() -> {
            if (poll == exchange) {
                poll = null;
                session.pollAborted();
            }
        });
    }

    /** Since the request was looked at, the session may have ended, or left polling. */
    private boolean carriesPolling(HttpExchange exchange) {
        if (session.isOver()) {
            server.refuse(exchange, EngineError.UNKNOWN_SID);
            return false;
        }
        if (session.transport() != EngineTransport.POLLING) {
            server.refuse(exchange, EngineError.BAD_REQUEST);
            return false;
        }
        return true;
    }

    void post(HttpExchange exchange) throws IOException, InterruptedException {
        boolean accepted = changed(() -> {
            if (!carriesPolling(exchange)) {
                return true;
            }
            boolean begun = session.beginPost();
            post = begun ? exchange : post;
            return begun;
        });
        if (!accepted) {
            server.answerAndClose(exchange, HttpResponse.empty(Status.BAD_REQUEST, Headers.NONE));
        } else if (postIs(exchange)) {
            receivePost(exchange);
        }
    }

    private synchronized boolean postIs(HttpExchange exchange) {
        return post == exchange;
    }

    private void receivePost(HttpExchange exchange) throws IOException, InterruptedException {
        Headers headers = exchange.request().headers();
        if (headers.first("Content-Type").filter("application/octet-stream"::equals).isPresent()) {
            postArrived();
            fail(CloseReason.TRANSPORT_ERROR, "the body of a POST is text since version 4");
            server.answerAndClose(exchange, HttpResponse.empty(Status.BAD_REQUEST, Headers.NONE));
            return;
        }
        byte[] body;
        try {
            body = exchange.body(options.maxPayload());
        } catch (HttpException e) {
            if (e.status() != Status.CONTENT_TOO_LARGE) {
                postAborted();
                throw e;
            }
            postArrived(); // the session goes on, as it does in the reference
            server.answerAndClose(exchange, HttpResponse.empty(e.status(), Headers.NONE));
            return;
        } catch (IOException e) {
            postAborted();
            throw e;
        }
        postArrived();
        String payload = new String(body, StandardCharsets.UTF_8);
        options.trace().request(exchange.request(), payload);
        boolean whole = receive(Payload.split(payload));
        awaitLeft();
        server.answer(exchange, whole ? ok() : HttpResponse.empty(Status.BAD_REQUEST, Headers.NONE));
    }

    private void postAborted() {
        changed(() -> {
            session.postArrived();
            session.fail(CloseReason.TRANSPORT_ERROR, "the connection of a POST was closed");
        });
    }

    private void postArrived() {
        changed(() -> {
            post = null;
            session.postArrived();
        });
    }

    private static HttpResponse ok() {
        return new HttpResponse(Status.OK, Headers.NONE, "text/html", new byte[] {'o', 'k'});
    }

    /** A client that is told it is done may expect that nobody knows it any more. */
    private synchronized void awaitLeft() throws InterruptedException {
        while (session.isLeaving()) {
            wait();
        }
    }

    // What comes over WebSocket.

    /** Handles the WebSocket that opens the session. */
    WebSocketHandler opening() {
        return new Frames() {
            @Override
            public void opened(WebSocketConnection connection) throws IOException {
                carryOver(connection);
                ServerEngineSocket.this.opened();
                changed(() -> session.open(id, now()));
                tellOrFail();
            }
        };
    }

    /** Handles a WebSocket that comes with the session's id. */
    WebSocketHandler upgrading() {
        return new Frames() {
            @Override
            public void opened(WebSocketConnection connection) {
                boolean begun = changed(() -> {
                    boolean begins = session.beginUpgrade(now());
                    if (begins) {
                        tryOver(connection);
                    }
                    return begins;
                });
                if (!begun) {
                    connection.close();
                }
            }
        };
    }

    // What the rules want done.

    @Override
    public void answerPoll(List<EnginePacket> packets) {
        HttpExchange exchange = poll;
        poll = null;
        packets.forEach(packet -> options.trace().sent(EngineTransport.POLLING, packet));
        server.answer(exchange, new HttpResponse(Status.OK, Headers.NONE, "text/plain; charset=UTF-8",
                Payload.encode(packets).getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void refusePoll() {
        server.refuse(poll, EngineError.BAD_REQUEST);
        poll = null;
    }

    @Override
    public void abortPost() {
        post.abort();
    }

    @Override
    void sayGoodbye(WebSocketConnection connection) {
        server.sayGoodbye(connection);
    }

    @Override
    void ended() {
        server.closed(this);
        synchronized (this) {
            notifyAll(); // whoever waits for the end
        }
    }
}
