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
import java.util.List;
import java.util.function.BooleanSupplier;

import netkit.net.AcceptLoop;
import netkit.net.Sockets;

/**
 * The link over TCP (RFC 9293): messages follow each other in the stream without separators. alice listens and sends on
 * the newest connection; bob connects and reads.
 */
final class TcpLink implements Link {
    /** Room for several messages, so that TCP and not the buffer decides what one read returns. */
    private static final int MIN_READ_SIZE = 64 * 1024;
    /** More than a receive buffer holds (tcp_rmem in tcp(7)). */
    private static final int MAX_READ_SIZE = 8 << 20;

    private final LinkContext context;
    private final InetSocketAddress listening;
    private final AcceptLoop server;
    private final NewestConnection<SocketChannel> alice = new NewestConnection<>(TcpLink::endStream,
            Sockets::closeQuietly);
    private final OpenConnections open = new OpenConnections();
    private final ReceivingEnd bob;

    private TcpLink(LinkContext context, ServerSocketChannel listening, InetSocketAddress path) {
        this.context = context;
        this.listening = (InetSocketAddress) listening.socket().getLocalSocketAddress();
        this.bob = context.bobsEnd(() -> receiver(context, path, alice::isFinishing, false));
        this.server = AcceptLoop.start("serve tcp", listening, () -> accepted(listening.accept()), _ -> {});
    }

    static TcpLink open(LinkContext context) throws IOException {
        ServerSocketChannel listening = context.alice()
                .open(() -> ServerSocketChannel.open().bind(LinkContext.address(context.alice())));
        try {
            return new TcpLink(context, listening,
                    context.bed().tcpAddress(context.bob(), (InetSocketAddress) listening.getLocalAddress()));
        } catch (IOException e) {
            listening.close();
            throw e;
        }
    }

    @Override
    public List<InetSocketAddress> addresses() {
        return List.of(listening);
    }

    // ---- alice

    private void accepted(SocketChannel accepted) throws IOException {
        if (!context.admits(accepted.socket().getInetAddress())) {
            accepted.close();
            return;
        }
        try {
            // Without Nagle's algorithm (RFC 9293 §3.7.4) a message does not wait for an earlier one's ACK.
            accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        } catch (IOException _) {
            accepted.close(); // it has failed already; the receiver will reconnect
            return;
        }
        open.opened();
        alice.opened(accepted);
        Thread.ofVirtual().name("watch tcp").start(() -> watch(accepted));
        bob.connected();
    }

    /** Reads what bob sends; even if he sends nothing, to notice the end of the connection. */
    private void watch(SocketChannel accepted) {
        try {
            MessageCutter cutter = new MessageCutter(context.workload().size(),
                    context.back().map(LinkContext.Back::alice).orElse(Inbox.NONE));
            ByteBuffer chunk = ByteBuffer.allocate(context.back().isPresent() ? MIN_READ_SIZE : 1);
            for (int length = accepted.read(chunk); length >= 0; length = accepted.read(chunk)) {
                cutter.chunk(chunk.array(), length);
                chunk.clear();
            }
        } catch (IOException _) {
            // a reset ends the connection too
        }
        drop(accepted);
        open.closed();
    }

    private void drop(SocketChannel ended) {
        alice.closed(ended);
        Sockets.closeQuietly(ended);
    }

    @Override
    public void send(int number, byte[] message) throws IOException {
        SocketChannel to = alice.get();
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

    /** RFC 9293 §3.6: the FIN comes after all that was sent. */
    private static void endStream(SocketChannel connection) {
        try {
            connection.shutdownOutput();
        } catch (IOException _) {
            // it has failed, and bob will reconnect
        }
    }

    // ---- bob

    @Override
    public Receiver start(Inbox inbox) throws IOException {
        return bob.start(inbox);
    }

    /**
     * Returns bob's end.
     *
     * @param path the address to which he connects
     * @param finishing whether alice has announced the end
     */
    static ReceivingEnd receiver(LinkContext context, InetSocketAddress path, BooleanSupplier finishing,
            boolean serverIsRemote) {
        return new ReconnectingEnd("connect tcp", context.receiverSockets(), serverIsRemote,
                inbox -> new Client(context.workload().size(), path, finishing, inbox));
    }

    /** bob's end of the connections of one run. */
    private static final class Client implements ReconnectingReceiver.Session {
        private final int size;
        private final InetSocketAddress path;
        private final BooleanSupplier finishing;
        private final Inbox inbox;
        /** Null while there is none. */
        private volatile Socket connected;

        Client(int size, InetSocketAddress path, BooleanSupplier finishing, Inbox inbox) {
            this.size = size;
            this.path = path;
            this.finishing = finishing;
            this.inbox = inbox;
        }

        /** Each connection begins with a whole message. */
        @Override
        public boolean run(ReconnectingReceiver program) throws IOException {
            byte[] chunk = new byte[Math.clamp(4L * size, MIN_READ_SIZE, MAX_READ_SIZE)];
            MessageCutter cutter = new MessageCutter(size, inbox);
            try (Socket socket = program.sockets().createSocket()) {
                socket.connect(path, (int) program.timeout().toMillis());
                socket.setTcpNoDelay(true); // as alice's
                connected = socket;
                program.ready();
                InputStream in = socket.getInputStream();
                for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                    cutter.chunk(chunk, length);
                }
                return finishing.getAsBoolean();
            } finally {
                connected = null;
            }
        }

        @Override
        public boolean canSend() {
            return connected != null;
        }

        @Override
        public void send(int number, byte[] message) throws IOException {
            Socket socket = connected;
            if (socket == null) {
                throw new IOException("not connected");
            }
            try {
                socket.getOutputStream().write(message);
            } catch (IOException e) {
                Sockets.closeQuietly(socket); // as alice does
                throw e;
            }
        }
    }

    // ---- the end

    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        alice.finish();
        bob.awaitEnd(atMost); // then he closes, and alice reads to the end
        if (context.back().isPresent()) {
            open.awaitNone(Duration.ofNanos(deadline - System.nanoTime()));
        }
    }

    @Override
    public void close() throws IOException {
        bob.kill();
        server.close();
        alice.discard();
    }
}
