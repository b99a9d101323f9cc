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
 * Stands between TCP clients and a server, on the loopback address: accepts, connects onward, and copies both ways
 * through a {@link RelayWire}. It works above the sockets: there are two connections, each with a kernel's TCP at both
 * ends, so the bytes between them cannot be lost, only come late. While the wire is cut in either direction nothing is
 * passed on, for TCP needs both: no bytes, no end, and no new connection. To connect to the relay itself takes no time,
 * whatever the delay.
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
    /** Of the next connection; used by the thread that accepts. */
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
     * @param toServer the clients' place and the server's
     * @param firstFlow number of the first connection's flow in the wire; later ones get the numbers behind it
     */
    static StreamRelay open(InetSocketAddress server, RelayWire wire, HostPair toServer, long firstFlow)
            throws IOException {
        ServerSocket listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        StreamRelay relay = new StreamRelay(server, wire, toServer, firstFlow, listener);
        relay.threads.execute(relay::acceptAll);
        return relay;
    }

    /** Where clients connect to. */
    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** Whether nothing that was read waits to be written. */
    boolean isIdle() {
        return connections.stream().allMatch(Connection::isIdle);
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Connection connection = new Connection(listener.accept(), nextFlow++);
                connections.add(connection);
                threads.execute(connection::pass);
            } catch (IOException | RejectedExecutionException _) {
                // Closed, which the loop sees, or out of file descriptors, which must not make it spin.
                LockSupport.parkNanos(PAUSE_AFTER_FAILED_ACCEPT_NANOS);
            }
        }
    }

    /** Ends all connections, and returns when every socket and thread is gone. */
    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow(); // an interrupted virtual thread closes the socket that it waits for
        threads.close();
        connections.forEach(Connection::close); // those that no thread was started for any more
    }

    /** A client's connection to the relay, and the relay's to the server. */
    private final class Connection implements Closeable {
        private final Socket client;
        private final Socket onward = new Socket();
        private final CountDownLatch bothEnded = new CountDownLatch(2);
        private final StreamCopy up;
        private final StreamCopy down;

        Connection(Socket client, long flow) {
            this.client = client;
            up = new StreamCopy(client, onward, bothEnded);
            down = new StreamCopy(onward, client, bothEnded);
            up.connect(wire.open(SocketType.STREAM, toServer, flow, up), down);
            down.connect(wire.open(SocketType.STREAM, toClient, flow, down), up);
        }

        boolean isIdle() {
            return up.isIdle() && down.isIdle();
        }

        void pass() {
            List<Future<?>> work = List.of();
            try {
                up.awaitHeal();
                onward.connect(server, CONNECT_TIMEOUT_MILLIS);
                client.setTcpNoDelay(true); // what waits here is what the faults ask for, nothing else
                onward.setTcpNoDelay(true);
                work = List.of(threads.submit(up::read), threads.submit(up::write),
                        threads.submit(down::read),
                        threads.submit(down::write));
                bothEnded.await();
            } catch (IOException _) {
                StreamCopy.reset(client);
            } catch (InterruptedException | RejectedExecutionException _) {
                // the relay is being closed
            } finally {
                work.forEach(one -> one.cancel(true));
                close();
                connections.remove(this);
            }
        }

        @Override
        public void close() {
            up.close();
            down.close();
        }
    }
}
