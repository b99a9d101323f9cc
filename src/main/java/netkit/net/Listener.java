package netkit.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A listening TCP socket: one virtual thread accepts, and each connection is served on a thread of its own. While few
 * connections are open they are served on platform threads; when more come, on virtual threads.
 */
public final class Listener implements Closeable {
    /** Serves one connection; the socket is closed when it returns or throws. */
    @FunctionalInterface
    public interface Handler {
        void serve(Socket socket) throws IOException;
    }

    /** Tells a client that it is not served. */
    @FunctionalInterface
    public interface Refusal {
        /** @param reason part of a sentence; the socket is closed when this returns or throws */
        void refuse(Socket socket, String reason) throws IOException;
    }

    /** Serves one connection in steps. */
    @FunctionalInterface
    public interface Service {
        /** Returns what serves the connection next; null when it has ended, and the socket is to be closed. */
        Step serve(Socket socket) throws IOException;
    }

    /**
     * A step of the service of a connection. The next one has a stack of its own, or even a thread: a stack costs memory
     * while the connection is idle, as much as it was deep when it waited first.
     */
    @FunctionalInterface
    public interface Step {
        /**
         * Serves the connection.
         *
         * @param moving becomes true when the step should return, so that the next one can run on a virtual thread
         * @return the next step; null when the connection has ended
         */
        Step run(BooleanSupplier moving) throws IOException;
    }

    /** The most connections the kernel queues until they are accepted: a whole class may connect at once. */
    private static final int BACKLOG = 1024;
    /**
     * The number of open connections up to which they have platform threads. A platform thread blocks in the read
     * itself, a virtual one needs a selector: platform threads are 1.5 times as fast for a few busy clients, but with ten
     * or more clients the context switches cost more than that.
     */
    private static final int ON_PLATFORM_THREADS = 4;
    /** Linux requires CAP_NET_BIND_SERVICE to listen on ports below this (capabilities(7)). */
    private static final int FIRST_UNPRIVILEGED = 1024;

    /** The most clients that are told at once that they are not served; further ones are just closed. */
    private static final int MAX_REFUSALS = 64;

    private final ServerSocket server;
    private final Service service;
    private final Refusal refusal;
    private final Admission admission;
    private final Semaphore refusals = new Semaphore(MAX_REFUSALS);
    private final Consumer<String> log;
    private final LineThrottle refused;
    private final LineThrottle failed;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AcceptLoop acceptor;

    private Listener(ServerSocket server, ConnectionLimits limits, Service service, Refusal refusal,
            Consumer<String> log) {
        this.server = server;
        this.service = service;
        this.refusal = refusal;
        this.admission = new Admission(limits);
        this.log = log;
        this.refused = new LineThrottle(Scheduler.SYSTEM, log);
        this.failed = new LineThrottle(Scheduler.SYSTEM, log);
        this.acceptor = AcceptLoop.start("accept " + endpoint(), server, this::acceptOne,
                e -> failed.line("cannot accept a connection: " + e.getMessage()));
    }

    /**
     * Binds and starts to accept.
     *
     * @param log receives one line a second at most for connections that fail
     * @throws BindException if the port is in use or requires privileges
     */
    public static Listener open(Endpoint endpoint, Handler handler, Consumer<String> log) throws IOException {
        return open(endpoint, ConnectionLimits.NONE, socket -> {
            handler.serve(socket);
            return null;
        }, (_, _) -> {}, log);
    }

    /**
     * Binds and starts to accept as {@link #open(Endpoint, Handler, Consumer)} does.
     *
     * @param refusal tells a client why it has no place, in its protocol
     * @param log receives one line a second at most for connections that fail, and one for those that are refused
     */
    public static Listener open(Endpoint endpoint, ConnectionLimits limits, Service service, Refusal refusal,
            Consumer<String> log) throws IOException {
        ServerSocket server = TappedSockets.serverSocket();
        try {
            server.setReuseAddress(true); // otherwise a restart has to wait for connections in TIME-WAIT
            server.bind(endpoint.resolve(), BACKLOG);
        } catch (BindException e) {
            server.close();
            throw (BindException) new BindException("cannot listen on " + endpoint + ": "
                    + PortHolder.of(PortHolder.Protocol.TCP, endpoint.resolve())
                            .map(holder -> holder + "; stop it, or choose another port")
                            .orElse(e.getMessage() + "; " + advice(endpoint)))
                    .initCause(e);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        return new Listener(server, limits, service, refusal, log);
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
        FirstUse.load(); // while clients wait in the backlog
        Socket socket = server.accept();
        Connection connection = new Connection(socket, admission.enter(socket.getInetAddress()));
        if (connection.refusal.isPresent() && !refusals.tryAcquire()) {
            Sockets.closeQuietly(socket);
            return;
        }
        Thread.Builder thread = open.size() < ON_PLATFORM_THREADS
                ? Thread.ofPlatform().daemon()
                : Thread.ofVirtual();
        open.add(connection);
        try {
            connection.start(thread.name("serve " + connection.peer()), connection::begin);
        } catch (Throwable e) { // no memory for a thread
            connection.end();
            throw e;
        }
    }

    private boolean isCrowded() {
        return open.size() > ON_PLATFORM_THREADS;
    }

    private final class Connection {
        private final Socket socket;
        private final InetAddress client;
        /** Why the connection is not served; empty if it is. */
        private final Optional<String> refusal;

        Connection(Socket socket, Optional<String> refusal) {
            this.socket = socket;
            this.client = socket.getInetAddress();
            this.refusal = refusal;
        }

        Endpoint peer() {
            return Endpoint.of((InetSocketAddress) socket.getRemoteSocketAddress());
        }

        void start(Thread.Builder thread, Step step) {
            thread.start(() -> run(step));
        }

        Step begin(BooleanSupplier moving) throws IOException {
            if (server.isClosed()) {
                return null;
            }
            if (refusal.isEmpty()) {
                return service.serve(socket);
            }
            refused.line("refused " + peer() + ": " + refusal.get());
            Listener.this.refusal.refuse(socket, refusal.get());
            return null;
        }

        private void run(Step first) {
            Thread thread = Thread.currentThread();
            boolean virtual = thread.isVirtual();
            BooleanSupplier moving = virtual ? () -> false : Listener.this::isCrowded;
            Step next = first;
            try {
                do {
                    Step step = next;
                    next = null; // if it throws
                    next = step.run(moving);
                } while (next != null && !virtual && !isCrowded());
            } catch (IOException e) {
                report(e.getMessage());
            } catch (Throwable e) { // such as a lack of memory
                report(e.toString());
            } finally {
                if (next == null) {
                    end();
                }
            }
            if (next != null) {
                start(Thread.ofVirtual().name(thread.getName()), next);
            }
        }

        private void report(String problem) {
            failed.line("connection from " + peer() + " failed: " + problem);
        }

        void end() {
            Sockets.closeQuietly(socket);
            if (open.remove(this)) {
                if (refusal.isEmpty()) {
                    admission.leave(client);
                } else {
                    refusals.release();
                }
            }
        }
    }

    /** Returns the number of open connections. */
    public int connections() {
        return open.size();
    }

    /** Waits, for a limited time, until no connection has a place any more. */
    public void awaitAllEnded(Duration timeout) throws InterruptedException {
        admission.awaitEmpty(timeout);
    }

    /** Stops accepting and frees the port; open connections stay. */
    public void stopAccepting() throws IOException {
        acceptor.close();
    }

    /** Stops accepting and closes every connection that is still open. */
    @Override
    public void close() throws IOException {
        stopAccepting();
        open.forEach(connection -> Sockets.closeQuietly(connection.socket));
    }
}
