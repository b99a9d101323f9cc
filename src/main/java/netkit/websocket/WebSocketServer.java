package netkit.websocket;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

import netkit.http.HttpHandler;
import netkit.http.HttpServer;
import netkit.http.OriginPolicy;
import netkit.http.RequestHead;
import netkit.net.ConnectionLimits;
import netkit.net.Endpoint;

/** A WebSocket server that also handles other requests, such as for pages; the path selects the route or handler. */
public final class WebSocketServer implements Closeable {
    /** Serves the WebSocket connections of one path. */
    @FunctionalInterface
    public interface Route {
        /** Returns the handler and the frame observer of a new connection. */
        Session open(RequestHead request);

        /** Returns which use of permessage-deflate this request may get, instead of the server's usual one. */
        default WebSocketOptions.Deflate deflate(RequestHead request, WebSocketOptions.Deflate usual) {
            return usual;
        }
    }

    /** @param observer notified of each frame; {@link Frame.Observer#NONE} for none */
    public record Session(WebSocketHandler handler, Frame.Observer observer) {
        public static Session of(WebSocketHandler handler) {
            return new Session(handler, Frame.Observer.NONE);
        }
    }

    private final WebSocketEndpoint webSockets;
    private final HttpServer server;

    /**
     * Binds and starts accepting connections.
     *
     * @param routes by path, such as {@code /echo}
     * @param pages handlers by path, for requests that are not handshakes
     * @param tls for {@code wss}; empty for {@code ws}
     * @param log receives a line for each event
     */
    public WebSocketServer(Endpoint endpoint, Map<String, Route> routes, Map<String, HttpHandler> pages,
            WebSocketOptions options, Optional<SSLContext> tls, Consumer<String> log) throws IOException {
        this(endpoint, routes, pages, options, OriginPolicy.ANY, tls, ConnectionLimits.NONE, log);
    }

    /**
     * @param origins whose pages may use the server
     * @param connections any further one gets a 503
     */
    public WebSocketServer(Endpoint endpoint, Map<String, Route> routes, Map<String, HttpHandler> pages,
            WebSocketOptions options, OriginPolicy origins, Optional<SSLContext> tls,
            ConnectionLimits connections,
            Consumer<String> log)
            throws IOException {
        WebSocketRoutes handler = new WebSocketRoutes(routes, pages, options);
        this.webSockets = handler.webSockets();
        this.server = new HttpServer(endpoint, handler, WebSocketRoutes.httpOptions(options, origins), tls,
                connections, log);
    }

    public Endpoint endpoint() {
        return server.endpoint();
    }

    /** Returns the number of connections that have completed the opening handshake. */
    public int connections() {
        return webSockets.connections();
    }

    /** Closes every connection with 1001 (RFC 6455 §7.4.1), within a second. */
    @Override
    public void close() throws IOException {
        server.stopAccepting();
        webSockets.goAway();
        server.close();
        webSockets.awaitHandlers();
    }
}
