package netkit.net;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The accept loop of a TCP server: one virtual thread accepts, and each connection is served on a thread of its own, the
 * first few on platform threads and all others on virtual threads.
 */
public final class Listener implements Closeable {
    /** Serves one connection; the socket is closed when it returns or throws. */
    @FunctionalInterface
    public interface Handler {
        void serve(Socket socket) throws IOException;
    }

    /** The most connections the kernel queues until they are accepted: a whole class may connect at once. */
    private static final int BACKLOG = 1024;
    /**
     * The number of open connections up to which a new one gets a platform thread. A platform thread blocks in the read
     * itself, a virtual one needs a selector: platform threads are 1.5 times as fast for a few busy clients, but with ten
     * or more clients the context switches cost more than that.
     */
    private static final int ON_PLATFORM_THREADS = 4;
    /** Linux requires CAP_NET_BIND_SERVICE to listen on ports below this (capabilities(7)). */
    private static final int FIRST_UNPRIVILEGED = 1024;

    private final ServerSocket server;
    private final Handler handler;
    private final Consumer<String> log;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AcceptLoop acceptor;

    private Listener(ServerSocket server, Handler handler, Consumer<String> log) {
        this.server = server;
        this.handler = handler;
        this.log = log;
        this.acceptor = AcceptLoop.start("accept " + endpoint(), server, this::acceptOne,
                e -> log.accept("cannot accept a connection: " + e.getMessage()));
    }

    /**
     * Binds and starts to accept.
     *
     * @param log receives one line for each connection that fails
     * @throws BindException if the port is in use or requires privileges
     */
    public static Listener open(Endpoint endpoint, Handler handler, Consumer<String> log) throws IOException {
        openPollers();
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true); // otherwise a restart has to wait for connections in TIME-WAIT
            server.bind(endpoint.resolve(), BACKLOG);
        } catch (BindException e) {
            server.close();
            throw (BindException) new BindException("cannot listen on " + endpoint + ": " + e.getMessage()
                    + "; " + advice(endpoint)).initCause(e);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        return new Listener(server, handler, log);
    }

    /**
     * Has the JVM open the selectors that its virtual threads wait with. It does so at the first wait, and if no file
     * descriptor is left by then, no virtual thread can ever wait for a socket.
     */
    private static void openPollers() throws IOException {
        Thread waiting = Thread.ofVirtual().start(() -> {
            try (ServerSocket quiet = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                quiet.setSoTimeout(1);
                quiet.accept().close();
            } catch (IOException _) {
                // the timeout: it has waited
            }
        });
        try {
            waiting.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /** The system's message is in the user's language, so the cause cannot be read from it. */
    private static String advice(Endpoint endpoint) throws IOException {
        InetAddress address = endpoint.resolve().getAddress();
        boolean always = address.isAnyLocalAddress() || address.isLoopbackAddress();
        if (!always && NetworkInterface.getByInetAddress(address) == null) {
            return "this machine does not have that address: choose one of its own, or 0.0.0.0 for all";
        }
        return endpoint.port() > 0 && endpoint.port() < FIRST_UNPRIVILEGED
                ? "ports below " + FIRST_UNPRIVILEGED
                        + " require elevated privileges, and another server may run"
                        + " there: choose another port"
                : "is another server running there? choose another port or address";
    }

    /** Returns the bound address, with the port that the system chose if 0 was requested. */
    public Endpoint endpoint() {
        return Endpoint.of((InetSocketAddress) server.getLocalSocketAddress());
    }

    private void acceptOne() throws IOException {
        Socket socket = server.accept();
        Thread.Builder thread = open.size() < ON_PLATFORM_THREADS
                ? Thread.ofPlatform().daemon()
                : Thread.ofVirtual();
        open.add(socket);
        try {
            thread.name("serve " + socket.getRemoteSocketAddress()).start(() -> serve(socket));
        } catch (Throwable e) { // no memory for a thread
            open.remove(socket);
            Sockets.closeQuietly(socket);
            throw e;
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            if (!server.isClosed()) {
                handler.serve(socket);
            }
        } catch (IOException e) {
            report(socket, e.getMessage());
        } catch (Throwable e) { // such as a lack of memory
            report(socket, e.toString());
        } finally {
            open.remove(socket);
        }
    }

    private void report(Socket socket, String problem) {
        Endpoint peer = Endpoint.of((InetSocketAddress) socket.getRemoteSocketAddress());
        log.accept("connection from " + peer + " failed: " + problem);
    }

    /** Returns the number of open connections. */
    public int connections() {
        return open.size();
    }

    /** Stops accepting and frees the port; open connections stay. */
    public void stopAccepting() throws IOException {
        acceptor.close();
    }

    /** Stops accepting and closes every connection that is still open. */
    @Override
    public void close() throws IOException {
        stopAccepting();
        open.forEach(Sockets::closeQuietly);
    }
}
