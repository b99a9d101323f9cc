package netkit.lab.namespace;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import netkit.net.AcceptLoop;
import netkit.net.Sockets;

/** One end of a tunnel: it accepts connections, opens another for each, and copies bytes in both directions. */
public final class TcpForwarder implements Closeable {
    /** A factory of the second connection. */
    @FunctionalInterface
    public interface Connector {
        SocketChannel connect() throws IOException;
    }

    private static final int CHUNK_SIZE = 64 * 1024;

    private final ServerSocketChannel listener;
    private final Connector connector;
    private final AcceptLoop acceptor;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    /**
     * @param listener a bound listener, closed with this
     * @param connector opens the second connection
     */
    public TcpForwarder(ServerSocketChannel listener, Connector connector) {
        this.listener = listener;
        this.connector = connector;
        acceptor = AcceptLoop.start("tunnel", listener, this::acceptOne, _ -> {}); // a client sees that it is not served
    }

    private void acceptOne() throws IOException {
        SocketChannel accepted = listener.accept();
        Thread.ofVirtual().name("tunnel").start(() -> forward(accepted));
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
            Sockets.closeQuietly(from);
            Sockets.closeQuietly(to);
        }
    }

    /** Closes all connections; new ones are accepted. */
    public void closeConnections() {
        open.forEach(Sockets::closeQuietly); // wakes the threads blocked on them
    }

    /** Stops accepting, and closes all connections. */
    @Override
    public void close() throws IOException {
        acceptor.close();
        closeConnections();
    }
}
