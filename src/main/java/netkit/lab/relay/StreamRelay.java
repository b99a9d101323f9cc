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

import netkit.net.AcceptLoop;
import netkit.net.Sockets;

/**
 * A TCP relay between clients and a server on the loopback address: accepts, connects to the server, and copies both
 * directions through a {@link RelayWire}. It works above the sockets: there are two connections, each with a kernel's
 * TCP at both ends, so bytes between them can be late but not lost. While the wire is cut in either direction nothing
 * passes, because TCP needs both: no bytes, no end of stream, no new connection. Connecting to the relay itself is not
 * delayed.
 */
final class StreamRelay implements Closeable {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int BACKLOG = 128;

    private final RelayPath path;
    private final RelayEntrance entrance;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    /** Number of the next connection; used only by the accepting thread. */
    private long next;
    private final AcceptLoop acceptor;

    StreamRelay(RelayPath path, RelayEntrance entrance) throws IOException {
        this.path = path;
        this.entrance = entrance;
        listener = new ServerSocket(entrance.ports().getAsInt(), BACKLOG, entrance.address());
        acceptor = AcceptLoop.start("relay", listener, this::acceptOne, _ -> {}); // a client sees that it is not served
    }

    /** Returns the address that clients connect to. */
    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** Whether everything that was read has been written. */
    boolean isIdle() {
        return connections.stream().allMatch(Connection::isIdle);
    }

    private void acceptOne() throws IOException {
        Socket client = listener.accept();
        if (!entrance.admitted().test(client.getInetAddress())) {
            client.close();
            return;
        }
        Connection connection = new Connection(client, next++);
        connections.add(connection);
        threads.execute(connection::relay);
    }

    /** Closes all connections and waits for all threads to end. */
    @Override
    public void close() throws IOException {
        acceptor.close();
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

        Connection(Socket client, long number) {
            this.client = client;
            toServerCopy = new StreamCopy(client, onward, bothDirectionsEnded);
            toClientCopy = new StreamCopy(onward, client, bothDirectionsEnded);
            toServerCopy.connect(path.toServer(SocketType.STREAM, number, toServerCopy), toClientCopy);
            toClientCopy.connect(path.toClient(SocketType.STREAM, number, toClientCopy), toServerCopy);
        }

        boolean isIdle() {
            return toServerCopy.isIdle() && toClientCopy.isIdle();
        }

        void relay() {
            List<Future<?>> tasks = List.of();
            try {
                toServerCopy.awaitHeal();
                onward.connect(path.server(), CONNECT_TIMEOUT_MILLIS);
                client.setTcpNoDelay(true); // only the faults may add delay
                onward.setTcpNoDelay(true);
                tasks = List.of(threads.submit(toServerCopy::read), threads.submit(toServerCopy::write),
                        threads.submit(toClientCopy::read),
                        threads.submit(toClientCopy::write));
                bothDirectionsEnded.await();
            } catch (IOException _) {
                Sockets.reset(client);
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
