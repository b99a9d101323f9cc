package netkit.lab.namespace;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** One end of a tunnel: it accepts connections, opens another for each, and copies bytes in both directions. */
final class TcpForwarder implements Closeable {
    /** A factory of the second connection. */
    @FunctionalInterface
    interface Connector {
        SocketChannel connect() throws IOException;
    }

    private static final int CHUNK_SIZE = 64 * 1024;
    private static final long PAUSE_AFTER_FAILED_ACCEPT_NANOS = 10_000_000;

    private final ServerSocketChannel listener;
    private final Connector connector;
    private final Thread acceptor;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    /**
     * @param listener a bound listener, closed with this
     * @param connector opens the second connection
     */
    TcpForwarder(ServerSocketChannel listener, Connector connector) {
        this.listener = listener;
        this.connector = connector;
        acceptor = Thread.ofVirtual().name("tunnel").start(this::acceptAll);
    }

    private void acceptAll() {
        while (listener.isOpen()) {
            try {
                SocketChannel accepted = listener.accept();
                Thread.ofVirtual().name("tunnel").start(() -> forward(accepted));
            } catch (IOException _) {
                // The listener is closed, which ends the loop, or the process is out of file descriptors.
                LockSupport.parkNanos(PAUSE_AFTER_FAILED_ACCEPT_NANOS);
            }
        }
    }

    private void forward(SocketChannel accepted) {
        open.add(accepted);
        try (accepted; SocketChannel opened = connector.connect()) {
            open.add(opened);
            disableNagle(accepted);
            disableNagle(opened);
            if (listener.isOpen()) {
                Thread back = Thread.ofVirtual().name("tunnel").start(() -> copy(opened, accepted));
                copy(accepted, opened);
                back.join();
            }
            open.remove(opened);
        } catch (IOException | InterruptedException _) {
            // closing the accepted connection reports the failure to the client
        } finally {
            open.remove(accepted);
        }
    }

    /** Disables Nagle's algorithm (RFC 9293 §3.7.4), so that bytes are forwarded at once. */
    private static void disableNagle(SocketChannel channel) throws IOException {
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) { // not on a Unix-domain socket
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    /** Copies to the end of the stream and then half-closes the connection (RFC 9293 §3.6); a failure closes both. */
    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_SIZE);
        try {
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
            to.shutdownOutput();
        } catch (IOException _) {
            close(from);
            close(to);
        }
    }

    /** Closes the channel, which wakes the threads blocked on it. */
    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // closed nevertheless
        }
    }

    /** Stops accepting, and closes all connections. */
    @Override
    public void close() throws IOException {
        listener.close();
        try {
            acceptor.join(); // the port is free only after accept has returned
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        open.forEach(TcpForwarder::close);
    }
}
