package netkit.lab.relay;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

import netkit.lab.wire.HostPair;

/**
 * A TCP relay between clients and a server on the loopback address: accepts, connects to the server, and copies both
 * directions through a {@link RelayWire}. It works above the sockets: there are two connections, each with a kernel's
 * TCP at both ends, so bytes between them can be late but not lost. While the wire is cut in either direction nothing
 * passes, because TCP needs both: no bytes, no end of stream, no new connection. Connecting to the relay itself is not
 * delayed.
 */
final class StreamRelay implements Closeable {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final long PAUSE_AFTER_FAILED_ACCEPT_NANOS = 10_000_000;

    private final InetSocketAddress server;
    private final RelayWire wire;
    private final HostPair toServer;
    private final HostPair toClient;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    /** Flow number of the next connection; used only by the accepting thread. */
    private long nextFlow;

    private StreamRelay(InetSocketAddress server, RelayWire wire, HostPair toServer, long firstFlow,
            ServerSocket listener) {
        this.server = server;
        this.wire = wire;
        this.toServer = toServer;
        this.toClient = new HostPair(toServer.to(), toServer.from());
        this.nextFlow = firstFlow;
        this.listener = listener;
    }

    /**
     * @param toServer the direction from the clients' place to the server's
     * @param firstFlow number of the first connection's flow in the wire; later connections get the following numbers
     */
    static StreamRelay open(InetSocketAddress server, RelayWire wire, HostPair toServer, long firstFlow)
            throws IOException {
        ServerSocket listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        StreamRelay relay = new StreamRelay(server, wire, toServer, firstFlow, listener);
        relay.threads.execute(relay::acceptAll);
        return relay;
    }

    /** Returns the address that clients connect to. */
    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** Whether everything that was read has been written. */
    boolean isIdle() {
        return connections.stream().allMatch(Connection::isIdle);
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Connection connection = new Connection(listener.accept(), nextFlow++);
                connections.add(connection);
                threads.execute(connection::relay);
            } catch (IOException | RejectedExecutionException _) {
                // Closed, which the loop condition detects, or out of file descriptors: pause rather than spin.
                LockSupport.parkNanos(PAUSE_AFTER_FAILED_ACCEPT_NANOS);
            }
        }
    }

    /** Closes all connections and waits for all threads to end. */
    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow(); // interrupting a virtual thread closes the socket that it is blocked on
        threads.close();
        connections.forEach(Connection::close); // those whose thread was never started
    }

    /** A client's connection to the relay, and the relay's to the server. */
    private final class Connection implements Closeable {
        private final Socket client;
        private final Socket onward = new Socket();
        private final CountDownLatch bothDirectionsEnded = new CountDownLatch(2);
        private final StreamCopy toServerCopy;
        private final StreamCopy toClientCopy;

        Connection(Socket client, long flow) {
            this.client = client;
            toServerCopy = new StreamCopy(client, onward, bothDirectionsEnded);
            toClientCopy = new StreamCopy(onward, client, bothDirectionsEnded);
            toServerCopy.connect(wire.open(SocketType.STREAM, toServer, flow, toServerCopy), toClientCopy);
            toClientCopy.connect(wire.open(SocketType.STREAM, toClient, flow, toClientCopy), toServerCopy);
        }

        boolean isIdle() {
            return toServerCopy.isIdle() && toClientCopy.isIdle();
        }

        void relay() {
            List<Future<?>> tasks = List.of();
            try {
                toServerCopy.awaitHeal();
                onward.connect(server, CONNECT_TIMEOUT_MILLIS);
                client.setTcpNoDelay(true); // only the faults may add delay
                onward.setTcpNoDelay(true);
                tasks = List.of(threads.submit(toServerCopy::read), threads.submit(toServerCopy::write),
                        threads.submit(toClientCopy::read),
                        threads.submit(toClientCopy::write));
                bothDirectionsEnded.await();
            } catch (IOException _) {
                StreamCopy.reset(client);
            } catch (InterruptedException | RejectedExecutionException _) {
                // the relay is being closed
            } finally {
                tasks.forEach(task -> task.cancel(true));
                close();
                connections.remove(this);
            }
        }

        @Override
        public void close() {
            toServerCopy.close();
            toClientCopy.close();
        }
    }
}
