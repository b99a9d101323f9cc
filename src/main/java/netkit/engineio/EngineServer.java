package netkit.engineio;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
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
import netkit.websocket.CloseCode;
import netkit.websocket.Frame;
import netkit.websocket.OpeningHandshake;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketEndpoint;
import netkit.websocket.WebSocketHandler;
import netkit.websocket.WebSocketOptions;
import netkit.websocket.WebSocketServer;

/**
 * An Engine.IO server (protocol version 4), to be put below a path such as {@code /engine.io/} of an HTTP server. It
 * takes GET and POST requests, and WebSocket connections, to the sessions they belong to.
 */
public final class EngineServer implements HttpHandler, Closeable {
    /** Says who handles new sessions. */
    @FunctionalInterface
    public interface Route {
        /** @return empty to refuse the session, with 403 Forbidden */
        Optional<EngineHandler> open(RequestHead request);
    }

    /** What is kept in the queue of a WebSocket beyond the session's own limit: pongs, and what frames add. */
    private static final int HEADROOM = 1 << 20;
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final EngineServerOptions options;
    private final Route route;
    private final Supplier<String> ids = new RandomIds(new SecureRandom());
    private final Map<String, ServerEngineSocket> sessions = new ConcurrentHashMap<>();
    private final AlarmClock clock = new AlarmClock(Thread.ofPlatform().daemon());
    private final WebSocketEndpoint webSockets;
    private volatile boolean closing;

    public EngineServer(EngineServerOptions options, Route route) {
        this.options = options;
        this.route = route;
        int backlog = (int) Math.min(Integer.MAX_VALUE, 2L * options.maxBacklog() + HEADROOM);
        this.webSockets = new WebSocketEndpoint(new WebSocketOptions(options.maxPayload(), backlog,
                WebSocketOptions.Deflate.OFF, Duration.ZERO, HANDSHAKE_TIMEOUT, CLOSE_TIMEOUT, List.of(),
                List.of()));
    }

    EngineServerOptions options() {
        return options;
    }

    AlarmClock clock() {
        return clock;
    }

    /** Sessions that are open. */
    public int sessions() {
        return sessions.size();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        RequestHead request = exchange.request();
        if (options.cors().isOn() && request.method().equals("OPTIONS")) {
            options.trace().request(request, "");
            send(exchange, HttpResponse.empty(Status.NO_CONTENT, options.cors().preflight(request)));
            return;
        }
        EngineQuery query = EngineQuery.of(request);
        boolean upgrade = OpeningHandshake.isUpgrade(request);
        Optional<ServerEngineSocket> session = Optional.ofNullable(sessions.get(query.sid()));
        Optional<EngineError> refusal = query.refusal(options, request.method(), upgrade,
                session.map(EngineSocket::transport));
        if (!request.method().equals("POST") || refusal.isPresent()) {
            options.trace().request(request, "");
        }
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
            default -> answer(exchange, HttpResponse.empty(Status.INTERNAL_SERVER_ERROR, Headers.NONE));
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
            answerAndClose(exchange, refusal.get().upgradePage(Headers.NONE));
        } else if (!query.transport().equals(EngineTransport.WEBSOCKET.toString())) {
            webSockets.serve(exchange, _ -> watched(new Useless())); // as the reference: it opens, and is closed
        } else if (session.isPresent()) {
            webSockets.serve(exchange, _ -> watched(session.get().upgrading()));
        } else {
            Optional<EngineHandler> handler = closing ? Optional.empty() : route.open(exchange.request());
            if (handler.isEmpty()) {
                answerAndClose(exchange, EngineError.FORBIDDEN.upgradePage(Headers.NONE));
                return;
            }
            ServerEngineSocket opened = new ServerEngineSocket(this, ids.get(), exchange, handler.get(),
                    EngineTransport.WEBSOCKET);
            webSockets.serve(exchange, _ -> watched(opened.opening()));
        }
    }

    private WebSocketServer.Session watched(WebSocketHandler handler) {
        return new WebSocketServer.Session(handler, options.trace() == EngineTrace.NONE ? Frame.Observer.NONE
                : new TracedFrames(options.trace()));
    }

    /** A WebSocket that carries nothing. */
    private static final class Useless implements WebSocketHandler {
        @Override
        public void opened(WebSocketConnection connection) {
            connection.close();
        }

        @Override
        public void message(WebSocketConnection connection, Opcode type, byte[] bytes,
                int from, int length) {
            // too late
        }
    }

    void refuse(HttpExchange exchange, EngineError error) {
        answer(exchange, error.page(Headers.NONE));
    }

    void answer(HttpExchange exchange, HttpResponse page) {
        send(exchange, withCors(exchange, page));
    }

    void answerAndClose(HttpExchange exchange, HttpResponse page) {
        HttpResponse whole = withCors(exchange, page);
        exchange.respondAndClose(whole);
        trace(exchange, whole);
    }

    private void send(HttpExchange exchange, HttpResponse page) {
        exchange.respond(page);
        trace(exchange, page);
    }

    private void trace(HttpExchange exchange, HttpResponse page) {
        if (options.trace() == EngineTrace.NONE) {
            return;
        }
        options.trace().response(exchange.request(), exchange.head(page),
                new String(page.body(), StandardCharsets.UTF_8));
    }

    private HttpResponse withCors(HttpExchange exchange, HttpResponse page) {
        return new HttpResponse(page.status(), options.cors().headers(exchange.request()), page.contentType(),
                page.body());
    }

    void sayGoodbye(WebSocketConnection connection) {
        if (closing) {
            connection.close(CloseCode.GOING_AWAY, "the server is going away");
        } else {
            connection.close();
        }
    }

    void opened(ServerEngineSocket session) {
        sessions.put(session.id(), session);
    }

    void closed(ServerEngineSocket session) {
        sessions.remove(session.id());
    }

    /** Ends every session, and refuses new ones; the HTTP server is the caller's to close. */
    @Override
    public void close() {
        closing = true;
        sessions.values().forEach(ServerEngineSocket::abort);
        webSockets.goAway();
        clock.close();
    }
}
