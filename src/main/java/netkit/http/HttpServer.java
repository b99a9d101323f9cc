package netkit.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import netkit.net.Endpoint;
import netkit.net.Listener;

/**
 * The front of a server: what comes to its port, over TCP or TLS, is HTTP/1.1 to begin with, and goes to whom its path
 * names, be it a page, a WebSocket or Engine.IO.
 */
public final class HttpServer implements Closeable {
    /** What Ctrl-C leaves for the last answers. */
    private static final Duration LAST_ANSWERS = Duration.ofMillis(200);

    private final HttpHandler handler;
    private final HttpOptions options;
    private final Optional<SSLContext> tls;
    private final int maxConnections;
    private final Semaphore places;
    private final Consumer<String> log;
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final Listener listener;

    /**
     * Binds and starts to accept.
     *
     * @param tls for {@code https}; empty for {@code http}
     * @param maxConnections the most at once; those beyond are responded 503
     * @param log is told, in a line each, what goes on
     */
    public HttpServer(Endpoint endpoint, HttpHandler handler, HttpOptions options, Optional<SSLContext> tls,
            int maxConnections, Consumer<String> log) throws IOException {
        this.handler = handler;
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

    private void serve(Socket accepted) throws IOException {
        boolean hasPlace = places.tryAcquire();
        try {
            accepted.setTcpNoDelay(true);
            HttpConnection connection = new HttpConnection(secured(accepted), options, log);
            connections.add(connection);
            try {
                connection.serve(hasPlace ? handler : this::refuse);
            } finally {
                connections.remove(connection);
            }
        } finally {
            if (hasPlace) {
                places.release();
            }
        }
    }

    private Socket secured(Socket accepted) throws IOException {
        if (tls.isEmpty()) {
            return accepted;
        }
        // It's the socket's factory for clients that can wrap one that is there already.
        SSLSocket socket = (SSLSocket) tls.get().getSocketFactory().createSocket(accepted, null,
                accepted.getPort(), true);
        socket.setUseClientMode(false);
        return socket;
    }

    private void refuse(HttpExchange exchange) throws HttpException {
        throw new HttpException(Status.SERVICE_UNAVAILABLE,
                "all " + maxConnections + " places are taken; try again later");
    }

    /** Accepts nobody any more; those who are connected stay. */
    public void stopAccepting() throws IOException {
        listener.stopAccepting();
    }

    /** Stops accepting and closes every connection that is still open, once its answers are out. */
    @Override
    public void close() throws IOException {
        stopAccepting();
        long deadline = System.nanoTime() + LAST_ANSWERS.toNanos();
        try {
            for (HttpConnection connection : connections) {
                connection.awaitWritten(Duration.ofNanos(deadline - System.nanoTime()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // no more waiting, then
        }
        listener.close();
    }
}
