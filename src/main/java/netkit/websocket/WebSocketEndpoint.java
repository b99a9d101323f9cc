package netkit.websocket;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import netkit.http.HttpExchange;
import netkit.http.RequestHead;

/** The open WebSocket connections of an HTTP server, upgraded from its requests (RFC 6455 §4.2). */
public final class WebSocketEndpoint {
    /** Time for closing handshakes at shutdown, so that the server ends within a second. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);
    /** Time for the last callbacks of the handlers, once every connection is closed. */
    private static final Duration HANDLER_TIMEOUT = Duration.ofMillis(200);

    private final WebSocketOptions options;
    private final Set<WebSocketConnection> connections = ConcurrentHashMap.newKeySet();

    public WebSocketEndpoint(WebSocketOptions options) {
        this.options = options;
    }

    /**
     * Completes the opening handshake; the connection runs once the caller has returned from the exchange.
     *
     * @throws netkit.http.HttpException when the request is not an acceptable handshake
     */
    public void serve(HttpExchange exchange, WebSocketServer.Route route) throws IOException {
        RequestHead request = exchange.request();
        NegotiatedHandshake handshake = OpeningHandshake.negotiate(request,
                options.withDeflate(route.deflate(request, options.deflate())));
        WebSocketServer.Session session = route.open(request);
        Socket socket = exchange.socket();
        socket.getOutputStream().write(OpeningHandshake.response(request, handshake).encode());
        WebSocketConnection connection = new WebSocketConnection(Role.SERVER, socket, exchange.leftover(),
                handshake, options, exchange.memory(), () -> 0, session.observer(), session.handler());
        connections.add(connection);
        connection.onEnd(() -> connections.remove(connection));
        exchange.takeOver(connection::begin);
    }

    /** Returns the number of connections that have completed the opening handshake. */
    public int connections() {
        return connections.size();
    }

    /** Closes every connection with 1001 (RFC 6455 §7.4.1), and waits a limited time for them to end. */
    public void goAway() {
        connections.forEach(connection -> connection.close(CloseCode.GOING_AWAY, "the server is going away"));
        awaitAllEnded(CLOSE_TIMEOUT);
        connections.forEach(connection -> connection.fail("our close frame with " + CloseCode.GOING_AWAY
                + " got no reply within " + CLOSE_TIMEOUT.toMillis() + " ms"));
    }

    /** Waits a limited time for the last callbacks, once every connection is closed. */
    public void awaitHandlers() {
        awaitAllEnded(HANDLER_TIMEOUT);
    }

    private void awaitAllEnded(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            for (WebSocketConnection connection : connections) {
                connection.awaitEnd(Duration.ofNanos(deadline - System.nanoTime()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
