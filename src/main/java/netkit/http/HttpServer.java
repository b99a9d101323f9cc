package netkit.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import netkit.net.ConnectionLimits;
import netkit.net.Endpoint;
import netkit.net.Listener;
import netkit.net.MemoryBudget;

/**
 * An HTTP/1.1 server over TCP or TLS, which passes each request to a handler: of a page, a WebSocket or Engine.IO. A
 * connection beyond the limits gets the status 503.
 */
public final class HttpServer implements Closeable {
    /** Time to write the last responses when the server is closed. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(200);

    private final HttpOptions options;
    private final Optional<SSLContext> tls;
    private final MemoryBudget memory;
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final Listener listener;

    /**
     * Binds and starts to accept.
     *
     * @param tls for {@code https}; empty for {@code http}
     * @param limits any further connection gets the status 503
     * @param log receives one line for each event
     */
    public HttpServer(Endpoint endpoint, HttpHandler handler, HttpOptions options, Optional<SSLContext> tls,
            ConnectionLimits limits, Consumer<String> log) throws IOException {
        this.options = options;
        this.tls = tls;
        this.memory = limits.memory();
        RefusalLog refusals = new RefusalLog(log);
        this.listener = Listener.open(endpoint, limits, socket -> serve(socket, handler, refusals),
                this::refuse,
                log);
    }

    public Endpoint endpoint() {
        return listener.endpoint();
    }

    private Listener.Step serve(Socket accepted, HttpHandler requests, RefusalLog refusals)
            throws IOException {
        accepted.setTcpNoDelay(true);
        HttpConnection connection = new HttpConnection(secured(accepted), options, memory, refusals);
        connections.add(connection);
        try {
            return connection.serve(requests);
        } finally {
            connections.remove(connection);
        }
    }

    private Socket secured(Socket accepted) throws IOException {
        if (tls.isEmpty()) {
            return accepted;
        }
        // only the client's factory can wrap an existing socket
        SSLSocket socket = (SSLSocket) tls.get().getSocketFactory().createSocket(accepted, null,
                accepted.getPort(), true);
        socket.setUseClientMode(false);
        return socket;
    }

    /** The listener has logged it. */
    private void refuse(Socket accepted, String reason) throws IOException {
        serve(accepted, _ -> {
            throw new HttpException(Status.SERVICE_UNAVAILABLE, reason + "; try again later");
        }, new RefusalLog(_ -> {}));
    }

    /** Stops accepting; open connections stay. */
    public void stopAccepting() throws IOException {
        listener.stopAccepting();
    }

    /** Stops accepting and closes every connection, once its responses are written. */
    @Override
    public void close() throws IOException {
        stopAccepting();
        long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
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
