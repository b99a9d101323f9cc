package netkit.lab;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between TCP clients and a server, on the loopback address: accepts, connects onward, and copies both ways
 * with the faults asked for. It works above the sockets: there are two connections, each with a kernel's TCP at both
 * ends, so the bytes between them cannot be lost, only come late or not at all any more.
 */
public final class StreamRelay implements Closeable {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final long PAUSE_AFTER_FAILED_ACCEPT_NANOS = 10_000_000;

    private final InetSocketAddress server;
    private final StreamFaults toServer;
    private final StreamFaults toClient;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final StreamCopy.Counters countsToServer = new StreamCopy.Counters();
    private final StreamCopy.Counters countsToClient = new StreamCopy.Counters();

    private StreamRelay(InetSocketAddress server, StreamFaults toServer, StreamFaults toClient,
            ServerSocket listener) {
        this.server = server;
        this.toServer = toServer;
        this.toClient = toClient;
        this.listener = listener;
    }

    /** Each connection meets the faults anew, with offsets counted from its own first byte. */
    public static StreamRelay open(InetSocketAddress server, StreamFaults toServer, StreamFaults toClient)
            throws IOException {
        ServerSocket listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        StreamRelay relay = new StreamRelay(server, toServer, toClient, listener);
        relay.threads.execute(relay::acceptAll);
        return relay;
    }

    /** Where clients connect to. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    public StreamCounts counts(Direction direction) {
        return switch (direction) {
            case TO_SERVER -> countsToServer.counts();
            case TO_CLIENT -> countsToClient.counts();
        };
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                threads.execute(() -> pass(client));
            } catch (IOException | RejectedExecutionException _) {
                // Closed, which the loop sees, or out of file descriptors, which must not make it spin.
                LockSupport.parkNanos(PAUSE_AFTER_FAILED_ACCEPT_NANOS);
            }
        }
    }

    private void pass(Socket client) {
        Socket onward = new Socket();
        open.add(onward);
        try (client; onward) {
            try {
                onward.connect(server, CONNECT_TIMEOUT_MILLIS);
                client.setTcpNoDelay(true); // what waits here is what the faults ask for, nothing else
                onward.setTcpNoDelay(true);
            } catch (IOException _) {
                StreamCopy.reset(client, onward);
                return;
            }
            CountDownLatch bothEnded = new CountDownLatch(2);
            threads.execute(() -> copy(client, onward, toServer, countsToServer, bothEnded));
            threads.execute(() -> copy(onward, client, toClient, countsToClient, bothEnded));
            bothEnded.await();
        } catch (IOException | InterruptedException | RejectedExecutionException _) {
            // the relay is being closed
        } finally {
            open.remove(client);
            open.remove(onward);
        }
    }

    private void copy(Socket from, Socket to, StreamFaults faults, StreamCopy.Counters counters,
            CountDownLatch ended) {
        try {
            new StreamCopy(from, to, faults, counters).run(threads);
        } catch (IOException _) {
            StreamCopy.reset(from, to);
        } catch (InterruptedException | RejectedExecutionException _) {
            // the relay is being closed
        } finally {
            ended.countDown();
        }
    }

    /** Ends all connections, and returns when every socket and thread is gone. */
    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow(); // an interrupted virtual thread closes the socket that it waits for
        threads.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
