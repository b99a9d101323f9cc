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
import netkit.websocket.PreparedMessage;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketHandler;

/** The server's end of a session, with its pending requests. The protocol's rules are in {@link ServerSession}. */
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
        super(handler, TraceQueue.NONE, server.scheduler(), opening.memory().budget(),
                server.options().maxBacklog(), CloseReason.PARSE_ERROR);
        this.server = server;
        this.options = server.options();
        this.id = id;
        this.request = opening.request();
        this.remoteAddress = opening.peer().host();
        this.session = new ServerSession(options, transport, this);
    }

    @Override
    Session session() {
        return session;
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

    // Requests of long-polling.

    /** Handles the request that opens the session, which is also its first poll. */
    void openByPolling(HttpExchange exchange) throws InterruptedException {
        opened();
        update(() -> {
            session.open(id, now());
            accept(exchange);
        });
        abortIfClosing();
        dispatch();
    }

    private void opened() {
        enqueueOpened();
        server.opened(this);
    }

    /** The server may have aborted its sessions just before this one was among them. */
    private void abortIfClosing() {
        if (server.isClosing()) {
            abort();
        }
    }

    void poll(HttpExchange exchange) {
        if (!update(() -> !checkPolling(exchange) || accept(exchange))) {
            server.respondAndClose(exchange, HttpResponse.empty(Status.BAD_REQUEST, Headers.NONE));
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
        update(() -> {
            if (poll == exchange) {
                poll = null;
                session.pollAborted();
            }
        });
    }

    /** Returns whether the session is still open and polling, checked under the lock; otherwise refuses the request. */
    private boolean checkPolling(HttpExchange exchange) {
        if (session.isClosed()) {
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
        boolean accepted = update(() -> {
            if (!checkPolling(exchange)) {
                return true;
            }
            boolean begun = session.beginPost();
            post = begun ? exchange : post;
            return begun;
        });
        if (!accepted) {
            server.respondAndClose(exchange, HttpResponse.empty(Status.BAD_REQUEST, Headers.NONE));
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
            postReceived();
            fail(CloseReason.TRANSPORT_ERROR,
                    "a POST had Content-Type application/octet-stream, but version 4 sends text");
            server.respondAndClose(exchange, HttpResponse.empty(Status.BAD_REQUEST, Headers.NONE));
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
            postReceived(); // the session stays open, as in the reference
            server.respondAndClose(exchange, HttpResponse.empty(e.status(), Headers.NONE));
            return;
        } catch (IOException e) {
            postAborted();
            throw e;
        }
        postReceived();
        String payload = new String(body, StandardCharsets.UTF_8);
        boolean whole = receive(Payload.split(payload));
        awaitCloseCompleted();
        server.respond(exchange, whole ? ok() : HttpResponse.empty(Status.BAD_REQUEST, Headers.NONE));
    }

    private void postAborted() {
        update(() -> {
            session.postReceived();
            session.end(CloseReason.TRANSPORT_ERROR, "the connection of a POST was closed");
        });
    }

    private void postReceived() {
        update(() -> {
            post = null;
            session.postReceived();
        });
    }

    private static HttpResponse ok() {
        return new HttpResponse(Status.OK, Headers.NONE, "text/html", new byte[] {'o', 'k'});
    }

    /** After the response to its close packet, a client may expect the session id to be unknown. */
    private synchronized void awaitCloseCompleted() throws InterruptedException {
        while (session.isCloseReceived()) {
            wait();
        }
    }

    // WebSocket connections.

    /** Returns the handler of the WebSocket that opens the session. */
    WebSocketHandler opening() {
        return new Frames() {
            @Override
            public void opened(WebSocketConnection connection) throws IOException {
                attachWebSocket(connection);
                ServerEngineSocket.this.opened();
                update(() -> session.open(id, now()));
                abortIfClosing();
                dispatchOrFail();
            }
        };
    }

    /** Returns the handler of a WebSocket that requests an upgrade of this session. */
    WebSocketHandler upgrading() {
        return new Frames() {
            @Override
            public void opened(WebSocketConnection connection) {
                boolean begun = update(() -> {
                    boolean begins = session.beginUpgrade(now());
                    if (begins) {
                        attachProbe(connection);
                    }
                    return begins;
                });
                if (!begun) {
                    connection.close();
                }
            }
        };
    }

    // The effects of the rules.

    @Override
    public void respondToPoll(List<EnginePacket> packets) {
        HttpExchange exchange = poll;
        poll = null;
        server.respond(exchange, new HttpResponse(Status.OK, Headers.NONE, "text/plain; charset=UTF-8",
                Payload.encode(packets).getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void refusePoll() {
        server.refuse(poll, EngineError.BAD_REQUEST);
        poll = null;
    }

    @Override
    PreparedMessage encoded(EnginePacket.Text packet) {
        return server.encoded(packet);
    }

    @Override
    public void abortPost() {
        post.abort();
    }

    @Override
    void beginClose(WebSocketConnection connection) {
        server.beginClose(connection);
    }

    @Override
    void releaseResources() {
        server.closed(this);
    }
}
