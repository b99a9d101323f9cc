package netkit.compare.link;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import javax.net.SocketFactory;

/**
 * The link over TCP (RFC 9293): messages follow each other in the stream without separators. alice listens and sends on
 * the newest connection; bob connects and reads.
 */
final class TcpLink implements Link {
    /** Room for several messages, so that TCP and not the buffer decides what one read returns. */
    private static final int MIN_READ_SIZE = 64 * 1024;
    /** More than a receive buffer holds (tcp_rmem in tcp(7)). */
    private static final int MAX_READ_SIZE = 8 << 20;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final long PAUSE_AFTER_FAILED_ACCEPT_NANOS = 10_000_000;

    private final LinkContext context;
    private final ServerSocketChannel server;
    private final InetSocketAddress path;
    /** The current connection; null while no receiver is connected. */
    private SocketChannel connection;
    private boolean finishing;
    private ReconnectingReceiver bob;

    private TcpLink(LinkContext context, ServerSocketChannel server, InetSocketAddress path) {
        this.context = context;
        this.server = server;
        this.path = path;
    }

    static TcpLink open(LinkContext context) throws IOException {
        ServerSocketChannel server = context.alice()
                .open(() -> ServerSocketChannel.open().bind(LinkContext.address(context.alice())));
        try {
            TcpLink link = new TcpLink(context, server,
                    context.bed().tcpAddress(context.bob(), (InetSocketAddress) server.getLocalAddress()));
            Thread.ofVirtual().name("serve tcp").start(link::acceptAll);
            return link;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    // ---- alice

    private void acceptAll() {
        while (server.isOpen()) {
            try {
                accepted(server.accept());
            } catch (IOException _) {
                // Closed, which the loop sees, or out of file descriptors, which must not make it spin.
                LockSupport.parkNanos(PAUSE_AFTER_FAILED_ACCEPT_NANOS);
            }
        }
    }

    private void accepted(SocketChannel accepted) {
        try {
            // Without Nagle's algorithm (RFC 9293 §3.7.4) a message does not wait for an earlier one's ACK.
            accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        } catch (IOException _) {
            drop(accepted); // it has failed already; the receiver will reconnect
            return;
        }
        replaceBy(accepted);
        Thread.ofVirtual().name("watch tcp").start(() -> watch(accepted));
    }

    private synchronized void replaceBy(SocketChannel accepted) {
        if (connection != null) {
            drop(connection); // bob has one connection: the end of the old one has not been noticed yet
        }
        if (!server.isOpen()) {
            drop(accepted);
            return;
        }
        connection = accepted;
        if (finishing) {
            endStream();
        }
        notifyAll();
    }

    /** Reads, although bob sends nothing, to notice the end of the connection. */
    private void watch(SocketChannel accepted) {
        try {
            ByteBuffer nothing = ByteBuffer.allocate(1);
            while (accepted.read(nothing) >= 0) {
                nothing.clear();
            }
        } catch (IOException _) {
            // a reset ends the connection too
        }
        drop(accepted);
    }

    private synchronized void drop(SocketChannel ended) {
        if (connection == ended) {
            connection = null;
        }
        try {
            ended.close();
        } catch (IOException _) {
            // nothing else to release
        }
    }

    @Override
    public void send(int number, byte[] message) throws IOException {
        SocketChannel to = current();
        try {
            ByteBuffer rest = ByteBuffer.wrap(message);
            while (rest.hasRemaining()) {
                to.write(rest);
            }
        } catch (ClosedChannelException e) {
            throw new IOException("the connection is closed", e);
        } catch (IOException e) {
            drop(to); // part of the message may be in its stream: no other message can follow
            throw e;
        }
    }

    private synchronized SocketChannel current() throws IOException {
        if (connection == null) {
            throw new IOException("no receiver is connected");
        }
        return connection;
    }

    // ---- bob

    @Override
    public Receiver start(Inbox inbox) throws IOException {
        boolean first = bob == null;
        bob = new ReconnectingReceiver("connect tcp", context.receiverSockets(),
                (sockets, timeout) -> receive(sockets, timeout, inbox));
        if (first) {
            awaitConnection();
        }
        return bob;
    }

    private synchronized void awaitConnection() throws IOException {
        try {
            if (!Monitor.await(this, () -> connection != null, CONNECT_TIMEOUT)) {
                throw new IOException("no receiver has connected to " + path + " within "
                        + CONNECT_TIMEOUT.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a connection", e);
        }
    }

    /** Each connection begins with a whole message. */
    private boolean receive(SocketFactory sockets, Duration timeout, Inbox inbox) throws IOException {
        int size = context.workload().size();
        byte[] chunk = new byte[Math.clamp(4L * size, MIN_READ_SIZE, MAX_READ_SIZE)];
        MessageCutter cutter = new MessageCutter(size, inbox);
        try (Socket socket = sockets.createSocket()) {
            socket.connect(path, (int) timeout.toMillis());
            InputStream in = socket.getInputStream();
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                cutter.chunk(chunk, length);
            }
            return isFinishing();
        }
    }

    // ---- the end

    private synchronized boolean isFinishing() {
        return finishing;
    }

    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        synchronized (this) {
            finishing = true;
            endStream();
        }
        if (bob != null && !bob.awaitEnd(atMost)) {
            throw new IOException("bob has not seen the end of the stream within " + atMost.toSeconds()
                    + " s");
        }
    }

    private synchronized void endStream() {
        try {
            if (connection != null) {
                connection.shutdownOutput(); // RFC 9293 §3.6: the FIN comes after all that was sent
            }
        } catch (IOException _) {
            // it has failed, and bob will reconnect
        }
    }

    @Override
    public void close() throws IOException {
        if (bob != null) {
            bob.quit();
        }
        server.close();
        synchronized (this) {
            if (connection != null) {
                connection.close();
            }
        }
    }
}
