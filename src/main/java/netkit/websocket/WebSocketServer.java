package netkit.websocket;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

import netkit.http.HeadLimits;
import netkit.http.HeadReader;
import netkit.http.Headers;
import netkit.http.HttpException;
import netkit.http.Page;
import netkit.http.RequestHead;
import netkit.http.Status;
import netkit.net.Deadline;
import netkit.net.Endpoint;
import netkit.net.Listener;

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

    /** RFC 9110 §9.1: every server supports both. */
    private static final List<String> PAGE_METHODS = List.of("GET", "HEAD");
    /** What Ctrl-C leaves for closing handshakes, so that everything is over within a second. */
    private static final Duration GOODBYE = Duration.ofMillis(500);
    /** And what it leaves for handlers to be told of the end, once every connection is closed. */
    private static final Duration LAST_LINES = Duration.ofMillis(200);

    private final Map<String, Route> routes;
    private final Map<String, Page> pages;
    private final WebSocketOptions options;
    private final Optional<SSLContext> tls;
    private final int maxConnections;
    private final Semaphore places;
    private final Consumer<String> log;
    private final Set<WebSocketConnection> connections = ConcurrentHashMap.newKeySet();
    private final Listener listener;

    /**
     * Binds and starts to accept.
     *
     * @param routes by path, such as {@code /echo}
     * @param pages by path, for requests that are no handshakes
     * @param tls for {@code wss}; empty for {@code ws}
     * @param log is told, in a line each, what goes on
     */
    public WebSocketServer(Endpoint endpoint, Map<String, Route> routes, Map<String, Page> pages,
            WebSocketOptions options, Optional<SSLContext> tls, Consumer<String> log) throws IOException {
        this(endpoint, routes, pages, options, tls, Integer.MAX_VALUE, log);
    }

    /** @param maxConnections the most at once; those beyond are answered 503 */
    public WebSocketServer(Endpoint endpoint, Map<String, Route> routes, Map<String, Page> pages,
            WebSocketOptions options, Optional<SSLContext> tls, int maxConnections, Consumer<String> log)
            throws IOException {
        this.routes = Map.copyOf(routes);
        this.pages = Map.copyOf(pages);
        this.options = options;
        this.tls = tls;
        this.maxConnections = maxConnections;
        this.places = new Semaphore(maxConnections);
        this.log = log;
        this.listener = Listener.open(endpoint, this::serve, log);
    }

    public Endpoint endpoint() {
        return listener.endpoint();
    }

    /** Connections whose handshake is done. */
    public int connections() {
        return connections.size();
    }

    private void serve(Socket accepted) throws IOException {
        boolean hasPlace = places.tryAcquire();
        try {
            serve(accepted, hasPlace);
        } finally {
            if (hasPlace) {
                places.release();
            }
        }
    }

    private void serve(Socket accepted, boolean hasPlace) throws IOException {
        accepted.setTcpNoDelay(true);
        Socket socket = accepted;
        if (tls.isPresent()) {
            socket = tls.get().getSocketFactory().createSocket(accepted, null, accepted.getPort(), true);
            // It's the socket's factory for clients that can wrap one that is there already.
            ((SSLSocket) socket).setUseClientMode(false);
        }
        HeadReader head = new HeadReader(socket, HeadLimits.DEFAULT);
        String method = "GET"; // as long as nobody knows
        try {
            RequestHead request = head.request(options.handshakeTimeout());
            method = request.method();
            if (!hasPlace) {
                throw new HttpException(Status.SERVICE_UNAVAILABLE,
                        "all " + maxConnections + " places are taken; try again later");
            }
            Page page = pages.get(request.path());
            if (page != null && !Handshake.isUpgrade(request)) {
                answer(socket, method, PAGE_METHODS.contains(method) ? page : notForThat());
            } else {
                upgrade(socket, request, head.leftover());
            }
        } catch (HttpException e) {
            log.accept("refused "
                    + Endpoint.of((java.net.InetSocketAddress) accepted.getRemoteSocketAddress()) + ": "
                    + e.status().code() + ", " + e.getMessage());
            answer(socket, method, Page.text(e.status(), e.headers(), e.getMessage()));
        } catch (SSLException e) {
            log.accept(
                    "refused " + Endpoint.of((java.net.InetSocketAddress) accepted.getRemoteSocketAddress())
                            + ": no TLS, " + Tls.reason(e));
        } catch (EOFException _) {
            // it only looked whether somebody is there
        }
    }

    private static Page notForThat() {
        return Page.text(Status.METHOD_NOT_ALLOWED, Headers.of("Allow", String.join(", ", PAGE_METHODS)),
                "a page is for " + String.join(" and ", PAGE_METHODS));
    }

    private void upgrade(Socket socket, RequestHead request, byte[] leftover) throws IOException {
        Route route = routes.get(request.path());
        if (route == null) {
            throw new HttpException(Status.NOT_FOUND, pages.containsKey(request.path())
                    ? "there is a page at " + request.path() + ", and no WebSocket"
                    : "there is nothing at " + request.path());
        }
        Agreement agreement = Handshake.agree(request, options);
        Session session = route.open(request);
        socket.getOutputStream().write(Handshake.response(request, agreement).encode());
        WebSocketConnection connection = new WebSocketConnection(Role.SERVER, socket, leftover, agreement,
                options,
                () -> 0, session.observer(), session.handler());
        connections.add(connection);
        try {
            connection.run();
        } finally {
            connections.remove(connection);
        }
    }

    private void answer(Socket socket, String method, Page page) throws IOException {
        socket.getOutputStream().write(page.encode(method));
        socket.shutdownOutput();
        // Closing with input unread would answer with RST, which can destroy the answer.
        socket.setSoTimeout(0);
        try (Deadline _ = new Deadline(socket, options.closeTimeout())) {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // the answer has had its time
        }
    }

    /** Closes every connection with 1001 (RFC 6455 §7.4.1), and is done within a second. */
    @Override
    public void close() throws IOException {
        listener.stopAccepting();
        connections.forEach(connection -> connection.close(CloseCode.GOING_AWAY, "the server is going away"));
        awaitEveryonesEnd(GOODBYE);
        connections.forEach(connection -> connection.breakOff("our close frame with " + CloseCode.GOING_AWAY
                + " was not answered within " + GOODBYE.toMillis() + " ms"));
        listener.close();
        awaitEveryonesEnd(LAST_LINES);
    }

    private void awaitEveryonesEnd(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            for (WebSocketConnection connection : connections) {
                connection.awaitEnd(Duration.ofNanos(deadline - System.nanoTime()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // no more waiting, then
        }
    }
}
