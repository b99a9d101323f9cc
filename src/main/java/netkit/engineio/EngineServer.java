package netkit.engineio;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import netkit.http.Headers;
import netkit.http.HttpExchange;
import netkit.http.HttpHandler;
import netkit.http.HttpResponse;
import netkit.http.RequestHead;
import netkit.http.Status;
import netkit.net.RandomIds;
import netkit.net.Scheduler;
import netkit.websocket.CloseCode;
import netkit.websocket.Frame;
import netkit.websocket.OpeningHandshake;
import netkit.websocket.Opcode;
import netkit.websocket.PreparedMessage;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketEndpoint;
import netkit.websocket.WebSocketHandler;
import netkit.websocket.WebSocketOptions;
import netkit.websocket.WebSocketServer;

/**
 * An Engine.IO server (protocol version 4), to be mounted below a path such as {@code /engine.io/} of an HTTP server.
 * It dispatches GET and POST requests and WebSocket connections to their sessions.
 */
public final class EngineServer implements HttpHandler, Closeable {
    /** Chooses the handler of a new session. */
    @FunctionalInterface
    public interface Route {
        /** @return the handler; empty to refuse the session with 403 Forbidden */
        Optional<EngineHandler> open(RequestHead request);
    }

    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final EngineServerOptions options;
    private final Route route;
    private final Supplier<String> ids = new RandomIds();
    private final Map<String, ServerEngineSocket> sessions = new ConcurrentHashMap<>();
    private final Scheduler scheduler;
    private final WebSocketEndpoint webSockets;
    private volatile Encoded latest = new Encoded(null, null);
    private volatile boolean closing;

    public EngineServer(EngineServerOptions options, Route route) {
        this(options, route, Scheduler.SYSTEM);
    }

    EngineServer(EngineServerOptions options, Route route, Scheduler scheduler) {
        this.options = options;
        this.route = route;
        this.scheduler = scheduler;
        this.webSockets = new WebSocketEndpoint(new WebSocketOptions(options.maxPayload(),
                SessionSocket.webSocketBacklog(options.maxBacklog()),
                WebSocketOptions.Deflate.OFF, Duration.ZERO, HANDSHAKE_TIMEOUT, CLOSE_TIMEOUT,
                Optional.empty(),
                List.of()));
    }

    EngineServerOptions options() {
        return options;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** Returns the number of open sessions. */
    public int sessions() {
        return sessions.size();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        RequestHead request = exchange.request();
        if (options.cors().isOn() && request.method().equals("OPTIONS")) {
            exchange.respond(HttpResponse.empty(Status.NO_CONTENT, options.cors().preflight(request)));
            return;
        }
        EngineQuery query = EngineQuery.of(request);
        boolean upgrade = OpeningHandshake.isUpgrade(request);
        Optional<ServerEngineSocket> session = Optional.ofNullable(sessions.get(query.sid()));
        Optional<EngineError> refusal = query.refusal(options, request.method(), upgrade,
                session.map(EngineSocket::transport));
        try {
            if (upgrade) {
                upgrade(exchange, query, session, refusal);
            } else if (refusal.isPresent()) {
                refuse(exchange, refusal.get());
            } else if (session.isEmpty()) {
                open(exchange);
            } else {
                poll(exchange, session.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void poll(HttpExchange exchange, ServerEngineSocket session)
            throws IOException, InterruptedException {
        switch (exchange.request().method()) {
            case "GET" -> session.poll(exchange);
            case "POST" -> session.post(exchange);
            default -> respond(exchange, HttpResponse.empty(Status.INTERNAL_SERVER_ERROR, Headers.NONE));
        }
    }

    private void open(HttpExchange exchange) throws InterruptedException {
        Optional<EngineHandler> handler = closing ? Optional.empty() : route.open(exchange.request());
        if (handler.isEmpty()) {
            refuse(exchange, EngineError.FORBIDDEN);
            return;
        }
        new ServerEngineSocket(this, ids.get(), exchange, handler.get(), EngineTransport.POLLING)
                .openByPolling(exchange);
    }

    private void upgrade(HttpExchange exchange, EngineQuery query, Optional<ServerEngineSocket> session,
            Optional<EngineError> refusal) throws IOException {
        if (refusal.isPresent()) {
            respondAndClose(exchange, refusal.get().webSocketResponse(Headers.NONE));
        } else if (!query.transport().equals(EngineTransport.WEBSOCKET.toString())) {
            webSockets.serve(exchange, _ -> session(new RejectedUpgrade())); // as in the reference: opened, then closed
        } else if (session.isPresent()) {
            webSockets.serve(exchange, _ -> session(session.get().upgrading()));
        } else {
            Optional<EngineHandler> handler = closing ? Optional.empty() : route.open(exchange.request());
            if (handler.isEmpty()) {
                respondAndClose(exchange, EngineError.FORBIDDEN.webSocketResponse(Headers.NONE));
                return;
            }
            ServerEngineSocket opened = new ServerEngineSocket(this, ids.get(), exchange, handler.get(),
                    EngineTransport.WEBSOCKET);
            webSockets.serve(exchange, _ -> session(opened.opening()));
        }
    }

    private static WebSocketServer.Session session(WebSocketHandler handler) {
        return new WebSocketServer.Session(handler, Frame.Observer.NONE);
    }

    /** A handler that closes its WebSocket at once. */
    private static final class RejectedUpgrade implements WebSocketHandler {
        @Override
        public void opened(WebSocketConnection connection) {
            connection.close();
        }

        @Override
        public void message(WebSocketConnection connection, Opcode type, byte[] bytes,
                int from, int length) {
            // closed already
        }
    }

    /** A packet and its form for WebSockets. */
    private record Encoded(EnginePacket.Text packet, PreparedMessage message) {}

    /** Returns a packet as a message: the same one for all sessions to which it is sent one after the other. */
    PreparedMessage encoded(EnginePacket.Text packet) {
        Encoded encoded = latest;
        if (encoded.packet != packet) {
            encoded = new Encoded(packet, new PreparedMessage(Opcode.TEXT,
                    packet.encode().getBytes(StandardCharsets.UTF_8)));
            latest = encoded;
        }
        return encoded.message;
    }

    void refuse(HttpExchange exchange, EngineError error) {
        respond(exchange, error.pollingResponse(Headers.NONE));
    }

    void respond(HttpExchange exchange, HttpResponse response) {
        exchange.respond(withCors(exchange, response));
    }

    void respondAndClose(HttpExchange exchange, HttpResponse response) {
        exchange.respondAndClose(withCors(exchange, response));
    }

    private HttpResponse withCors(HttpExchange exchange, HttpResponse response) {
        return new HttpResponse(response.status(), options.cors().headers(exchange.request()),
                response.contentType(),
                response.body());
    }

    void beginClose(WebSocketConnection connection) {
        if (closing) {
            connection.close(CloseCode.GOING_AWAY, "the server is going away");
        } else {
            connection.close();
        }
    }

    void opened(ServerEngineSocket session) {
        sessions.put(session.id(), session);
    }

    boolean isClosing() {
        return closing;
    }

    void closed(ServerEngineSocket session) {
        sessions.remove(session.id());
    }

    /** Closes every session and refuses new ones; the caller closes the HTTP server. */
    @Override
    public void close() {
        closing = true;
        sessions.values().forEach(ServerEngineSocket::abort);
        webSockets.goAway();
    }
}
