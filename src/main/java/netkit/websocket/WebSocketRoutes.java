package netkit.websocket;

import java.io.IOException;
import java.util.Map;

import netkit.http.HttpException;
import netkit.http.HttpExchange;
import netkit.http.HttpHandler;
import netkit.http.HttpOptions;
import netkit.http.OriginPolicy;
import netkit.http.RequestHead;
import netkit.http.Status;

/** A handler of an HTTP server that serves WebSocket connections and other requests, by the path. */
public final class WebSocketRoutes implements HttpHandler {
    private final Map<String, WebSocketServer.Route> routes;
    private final Map<String, HttpHandler> pages;
    private final WebSocketEndpoint webSockets;

    /**
     * @param routes by path, such as {@code /echo}
     * @param pages handlers by path, for requests that are not handshakes
     */
    public WebSocketRoutes(Map<String, WebSocketServer.Route> routes, Map<String, HttpHandler> pages,
            WebSocketOptions options) {
        this.routes = Map.copyOf(routes);
        this.pages = Map.copyOf(pages);
        this.webSockets = new WebSocketEndpoint(options);
    }

    /** Returns the options of an HTTP server with this handler. */
    public static HttpOptions httpOptions(WebSocketOptions options, OriginPolicy origins) {
        HttpOptions limits = HttpOptions.DEFAULT;
        return new HttpOptions(limits.head(), options.handshakeTimeout(), limits.bodyTimeout(),
                limits.idleTimeout(), options.closeTimeout(), origins);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        RequestHead request = exchange.request();
        HttpHandler page = pages.get(request.path());
        WebSocketServer.Route route = routes.get(request.path());
        if (page != null && !OpeningHandshake.isUpgrade(request)) {
            page.handle(exchange);
        } else if (route != null) {
            webSockets.serve(exchange, route);
        } else {
            throw new HttpException(Status.NOT_FOUND, page == null
                    ? "there is nothing at " + request.path()
                    : "there is no WebSocket at " + request.path());
        }
    }

    /** Returns the WebSocket connections. */
    public WebSocketEndpoint webSockets() {
        return webSockets;
    }
}
