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

/** One end of a tunnel: accepts connections, opens one onward for each, and copies both ways, unchanged. */
final class TcpForwarder implements Closeable {
    /** Opens the connection that a tunnelled one goes on with. */
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
     * @param listener is bound; closed with this
     * @param connector opens the other connection
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
                Thread.ofVirtual().name("tunnel").start(() -> pass(accepted));
            } catch (IOException _) {
                // Closed, which the loop sees, or out of file descriptors, which must not make it spin.
                LockSupport.parkNanos(PAUSE_AFTER_FAILED_ACCEPT_NANOS);
            }
        }
    }

    private void pass(SocketChannel accepted) {
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
            // to whoever connected it looks as if the server had hung up
        } finally {
            open.remove(accepted);
        }
    }

    /** Bytes are passed on as they come; RFC 9293 §3.7.4 would have some wait for more. */
    private static void disableNagle(SocketChannel channel) throws IOException {
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) { // a Unix-domain socket never does
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    /** The end of one direction is passed on, with the other left open (RFC 9293 §3.6); a failure ends both. */
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

    /** Wakes whoever waits for it. */
    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // it is gone all the same
        }
    }

    /** Accepts nobody any more, and ends every connection. */
    @Override
    public void close() throws IOException {
        listener.close();
        try {
            acceptor.join(); // only when it has woken is the port free
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        open.forEach(TcpForwarder::close);
    }
}
