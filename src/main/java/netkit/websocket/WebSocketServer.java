package netkit.websocket;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

import netkit.http.HttpException;
import netkit.http.HttpExchange;
import netkit.http.HttpOptions;
import netkit.http.HttpRoutes;
import netkit.http.HttpServer;
import netkit.http.HttpResponse;
import netkit.http.RequestHead;
import netkit.http.Status;
import netkit.net.Endpoint;

/** A WebSocket server with a page or two: reads the request on each connection and gives it to whom its path names. */
public final class WebSocketServer implements Closeable {
    /** Serves the WebSocket connections of one path. */
    @FunctionalInterface
    public interface Route {
        /** Who handles a new connection, and who watches its frames. */
        Session open(RequestHead request);
    }

    /** @param observer told of each frame; {@link Frame.Observer#NONE} for nobody */
    public record Session(WebSocketHandler handler, Frame.Observer observer) {
        public static Session of(WebSocketHandler handler) {
            return new Session(handler, Frame.Observer.NONE);
        }
    }

    private final Map<String, Route> routes;
    private final Map<String, HttpResponse> pages;
    private final WebSocketEndpoint webSockets;
    private final HttpServer server;

    /**
     * Binds and starts to accept.
     *
     * @param routes by path, such as {@code /echo}
     * @param pages by path, for requests that are no handshakes
     * @param tls for {@code wss}; empty for {@code ws}
     * @param log is told, in a line each, what goes on
     */
    public WebSocketServer(Endpoint endpoint, Map<String, Route> routes, Map<String, HttpResponse> pages,
            WebSocketOptions options, Optional<SSLContext> tls, Consumer<String> log) throws IOException {
        this(endpoint, routes, pages, options, tls, Integer.MAX_VALUE, log);
    }

    /** @param maxConnections the most at once; those beyond are answered 503 */
    public WebSocketServer(Endpoint endpoint, Map<String, Route> routes, Map<String, HttpResponse> pages,
            WebSocketOptions options, Optional<SSLContext> tls, int maxConnections, Consumer<String> log)
            throws IOException {
        this.routes = Map.copyOf(routes);
        this.pages = Map.copyOf(pages);
        this.webSockets = new WebSocketEndpoint(options);
        HttpOptions limits = HttpOptions.DEFAULT;
        this.server = new HttpServer(endpoint, this::handle,
                new HttpOptions(limits.head(), options.handshakeTimeout(), limits.bodyTimeout(),
                        limits.idleTimeout(), options.closeTimeout()),
                tls, maxConnections, log);
    }

    public Endpoint endpoint() {
        return server.endpoint();
    }

    /** Connections whose handshake is done. */
    public int connections() {
        return webSockets.connections();
    }

    private void handle(HttpExchange exchange) throws IOException {
        RequestHead request = exchange.request();
        HttpResponse page = pages.get(request.path());
        Route route = routes.get(request.path());
        if (page != null && !OpeningHandshake.isUpgrade(request)) {
            HttpRoutes.respond(exchange, page);
        } else if (route != null) {
            webSockets.serve(exchange, route);
        } else {
            throw new HttpException(Status.NOT_FOUND, page == null
                    ? "there is nothing at " + request.path()
                    : "there is a page at " + request.path() + ", and no WebSocket");
        }
    }

    /** Closes every connection with 1001 (RFC 6455 §7.4.1), and is done within a second. */
    @Override
    public void close() throws IOException {
        server.stopAccepting();
        webSockets.goAway();
        server.close();
        webSockets.awaitHandlers();
    }
}
