package netkit.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The accept loop of a TCP server: one virtual thread accepts, and every connection is served on a thread of its own: a
 * virtual one, but for the first few.
 */
public final class Listener implements Closeable {
    /** Serves one connection; the socket is closed when it returns or throws. */
    @FunctionalInterface
    public interface Handler {
        void serve(Socket socket) throws IOException;
    }

    /** Connections the kernel holds for us until we accept them: a whole class may connect at once. */
    private static final int BACKLOG = 1024;
    /**
     * Connections that a platform thread serves, while there are no more. It waits in the read itself, where a virtual
     * thread needs the selector behind it: half as fast again for one busy client, or a few with large messages; with
     * ten or more clients the switching between platform threads costs more than that.
     */
    private static final int ON_PLATFORM_THREADS = 4;
    /** Linux lets only who has CAP_NET_BIND_SERVICE listen on ports below this (capabilities(7)). */
    private static final int FIRST_UNPRIVILEGED = 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final long PAUSE_AFTER_FAILED_ACCEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ServerSocket server;
    private final Handler handler;
    private final Consumer<String> log;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Thread acceptor;

    private Listener(ServerSocket server, Handler handler, Consumer<String> log) {
        this.server = server;
        this.handler = handler;
        this.log = log;
        this.acceptor = Thread.ofVirtual().name("accept " + endpoint()).unstarted(this::acceptAll);
    }

    /**
     * Binds and starts to accept.
     *
     * @param log is told, in one line, of what went wrong with a connection
     * @throws BindException when the port is taken or not ours to take
     */
    public static Listener open(Endpoint endpoint, Handler handler, Consumer<String> log) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true); // else a restart must wait for old connections in TIME-WAIT
            server.bind(endpoint.resolve(), BACKLOG);
        } catch (BindException e) {
            server.close();
            throw (BindException) new BindException("cannot listen on " + endpoint + ": " + e.getMessage()
                    + "; " + advice(endpoint.port())).initCause(e);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        Listener listener = new Listener(server, handler, log);
        listener.acceptor.start();
        return listener;
    }

    /** The system's own words are in its user's language, so what was wrong cannot be told from them. */
    private static String advice(int port) {
        return port > 0 && port < FIRST_UNPRIVILEGED
                ? "ports below " + FIRST_UNPRIVILEGED + " need a right, and another server may run there:"
                        + " choose another port"
                : "is another server running there? choose another port or address";
    }

    /** The address really bound, with the port the system chose when 0 was asked for. */
    public Endpoint endpoint() {
        return Endpoint.of((InetSocketAddress) server.getLocalSocketAddress());
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.Builder thread = open.size() < ON_PLATFORM_THREADS
                        ? Thread.ofPlatform().daemon()
                        : Thread.ofVirtual();
                open.add(socket);
                thread.name("serve " + socket.getRemoteSocketAddress()).start(() -> serve(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    // Out of file descriptors, most likely: those who are connected must not suffer for it.
                    log.accept("cannot accept a connection: " + e.getMessage());
                    LockSupport.parkNanos(PAUSE_AFTER_FAILED_ACCEPT_NANOS);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            if (!server.isClosed()) {
                handler.serve(socket);
            }
        } catch (IOException e) {
            Endpoint peer = Endpoint.of((InetSocketAddress) socket.getRemoteSocketAddress());
            log.accept("connection from " + peer + " failed: " + e.getMessage());
        } finally {
            open.remove(socket);
        }
    }

    /** Connections being served now. */
    public int connections() {
        return open.size();
    }

    /** Accepts nobody any more, and the port is free again; those who are connected stay. */
    public void stopAccepting() throws IOException {
        server.close();
        try {
            acceptor.join(PATIENCE); // the port is ours until the thread that waits in accept() is out of it
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops accepting and closes every connection that is still open. */
    @Override
    public void close() throws IOException {
        stopAccepting();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
