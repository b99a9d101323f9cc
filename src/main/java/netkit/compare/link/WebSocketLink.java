package netkit.compare.link;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import netkit.compare.ledger.Workload;
import netkit.lab.Place;
import netkit.net.Endpoint;
import netkit.net.Tls;
import netkit.websocket.CloseCode;
import netkit.websocket.CloseStatus;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketClient;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketHandler;
import netkit.websocket.WebSocketOptions;
import netkit.websocket.WebSocketOptions.Deflate;
import netkit.websocket.WebSocketServer;

/**
 * The link over WebSocket: a server on the sender's host sends each message as one text message (RFC 6455 §5.6) on the
 * newest connection, and a client reconnects whenever its connection is lost. Nothing is stored for an absent client.
 */
final class WebSocketLink implements Link {
    private static final int PORT = 9001;
    /** Small, so that send() waits for the stream as that of TCP does. */
    private static final int BACKLOG = 64 * 1024;
    /** The server waits for the peer's close frame longer than any trial lasts. */
    private static final Duration NO_CLOSE_TIMEOUT = Duration.ofDays(1);
    /** Timeout of each phase of a connection attempt: enough to recover from one or two lost packets. */
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(3);
    private static final long BETWEEN_ATTEMPTS_MILLIS = 50;
    /** How long the first start of the receiving program waits for its connection. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** How long any later start waits: the schedule must continue. */
    private static final Duration RECONNECT_TIMEOUT = Duration.ofMillis(500);
    /** How long the close frame may wait to be written; exceeded only if the connection is stuck. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(100);
    private static final long POLL_MILLIS = 10;

    private final LinkContext context;
    private final Deflate deflate;
    private final Connections connections = new Connections();
    private WebSocketServer server;
    private URI url;
    /** The latest run of the receiving program; null before the first. */
    private volatile Program program;

    private WebSocketLink(LinkContext context, Deflate deflate) {
        this.context = context;
        this.deflate = deflate;
    }

    static Link open(LinkContext context, Deflate deflate) throws IOException {
        WebSocketLink link = new WebSocketLink(context, deflate);
        link.listen();
        return link;
    }

    private void listen() throws IOException {
        Place alice = context.alice();
        Endpoint endpoint = Endpoint
                .of(new InetSocketAddress(alice.address(), LinkContext.port(alice, PORT)));
        server = alice.open(() -> new WebSocketServer(endpoint,
                Map.of("/", _ -> WebSocketServer.Session.of(connections)), Map.of(),
                options(NO_CLOSE_TIMEOUT),
                Optional.empty(), _ -> {}));
        try {
            InetSocketAddress receiverAddress = context.bed().tcpAddress(context.bob(),
                    server.endpoint().resolve());
            url = URI.create("ws://" + Endpoint.of(receiverAddress) + "/");
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private WebSocketOptions options(Duration closeTimeout) {
        return new WebSocketOptions(Workload.MAX_SIZE, BACKLOG, deflate, Duration.ZERO, ATTEMPT_TIMEOUT,
                closeTimeout,
                List.of(), List.of());
    }

    /** The server's connections: messages are sent on the newest. */
    private static final class Connections implements WebSocketHandler {
        private WebSocketConnection latest;

        synchronized Optional<WebSocketConnection> latest() {
            return Optional.ofNullable(latest);
        }

        /** Waits for another connection than this one. */
        synchronized boolean awaitAnother(Optional<WebSocketConnection> than, Duration atMost)
                throws InterruptedException {
            return Monitor.await(this, () -> latest != null && latest != than.orElse(null), atMost);
        }

        @Override
        public synchronized void opened(WebSocketConnection connection) {
            if (latest != null) {
                latest.closeDiscarding(CloseCode.GOING_AWAY, "another connection was opened"); // it has no peer any more
            }
            latest = connection;
            notifyAll();
        }

        @Override
        public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from, int length) {
            // the receiving program sends nothing
        }

        @Override
        public synchronized void closed(WebSocketConnection connection, CloseStatus status) {
            if (latest == connection) {
                latest = null;
            }
        }
    }

    @Override
    public Receiver start(Inbox inbox) throws IOException {
        Optional<WebSocketConnection> before = connections.latest();
        boolean first = program == null;
        Program started = new Program(inbox);
        program = started;
        started.thread.start();
        Duration timeout = first ? CONNECT_TIMEOUT : RECONNECT_TIMEOUT;
        try {
            boolean connected = started.connected.await(timeout.toNanos(), TimeUnit.NANOSECONDS)
                    && connections.awaitAnother(before, timeout);
            if (!connected && first) {
                throw new IOException("the receiver cannot connect: " + started.lastError);
            }
            return started;
        } catch (InterruptedException _) {
            throw interrupted("connecting");
        }
    }

    /** One run of the receiving program: it reconnects until it ends, or has seen the sender's end. */
    private final class Program implements Receiver, WebSocketHandler {
        private final Inbox inbox;
        private final ProgramSockets sockets = new ProgramSockets(context.receiverSockets());
        private final WebSocketClient client = new WebSocketClient(options(CLOSE_TIMEOUT), Tls.client(),
                sockets);
        private final Thread thread = Thread.ofVirtual().name("websocket receiver").unstarted(this::run);
        private final CountDownLatch connected = new CountDownLatch(1);
        private final CountDownLatch finished = new CountDownLatch(1);
        private volatile WebSocketConnection connection;
        private volatile String lastError = "no reply";
        private volatile boolean stopped;

        Program(Inbox inbox) {
            this.inbox = inbox;
        }

        private void run() {
            try {
                while (finished.getCount() > 0) {
                    connectOnce();
                }
            } catch (InterruptedException _) {
                // it was killed while processing
            }
        }

        private void connectOnce() throws InterruptedException {
            try {
                connection = client.connect(url, this);
                connected.countDown();
                connection.run();
            } catch (IOException e) {
                lastError = e.getMessage();
                finished.await(BETWEEN_ATTEMPTS_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void message(WebSocketConnection from, Opcode type, byte[] bytes, int at, int length) {
            inbox.take(bytes, at, length, true); // RFC 6455 §5.6: the protocol keeps message boundaries
        }

        @Override
        public void closed(WebSocketConnection from, CloseStatus status) {
            if (status.code() == CloseCode.NORMAL) {
                finished.countDown(); // the sender is done
            }
        }

        /** RFC 6455 §7.1.2: starts the closing handshake; the program ends without waiting for the peer's close frame. */
        @Override
        public void quit() {
            stopped = true;
            finished.countDown();
            WebSocketConnection last = connection;
            if (last != null) {
                last.close(CloseCode.GOING_AWAY, "the program ends");
                awaitWritten(last);
            }
            sockets.close();
        }

        private static void awaitWritten(WebSocketConnection last) {
            long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
            try {
                while (last.backlog() > 0 && System.nanoTime() - deadline < 0) {
                    Thread.sleep(1);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void kill() {
            stopped = true;
            finished.countDown();
            sockets.close();
            thread.interrupt();
        }

        @Override
        public void reset() {
            sockets.reset();
        }
    }

    @Override
    public void send(int number, byte[] message) throws IOException {
        Optional<WebSocketConnection> connection = connections.latest();
        while (connection.isPresent() && !sent(connection.get(), message)) {
            Optional<WebSocketConnection> failed = connection; // it ended while the sender waited for room
            connection = connections.latest().filter(newer -> newer != failed.get());
        }
        if (connection.isEmpty()) {
            throw new IOException("no receiver is connected");
        }
    }

    private static boolean sent(WebSocketConnection connection, byte[] message) throws IOException {
        try {
            return connection.awaitRoom(message.length)
                    && connection.send(Opcode.TEXT, message, 0, message.length);
        } catch (InterruptedException _) {
            throw interrupted("waiting to send");
        }
    }

    /** RFC 6455 §5.5.1: sends a close frame after all messages, also on a connection that is opened only now. */
    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        Program receiver = program;
        Optional<WebSocketConnection> closing = Optional.empty();
        long deadline = System.nanoTime() + atMost.toNanos();
        while (receiver != null && !receiver.stopped
                && !receiver.finished.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            Optional<WebSocketConnection> latest = connections.latest();
            // not before everything is written: the close timeout starts then
            if (!latest.equals(closing) && latest.isPresent() && latest.get().backlog() == 0) {
                latest.get().close(CloseCode.NORMAL, "that was all");
                closing = latest;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("the receiver has not seen the end within " + atMost.toSeconds()
                        + " s: it is slow, or not connected");
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (program != null) {
            program.kill();
        }
        server.close();
    }

    private static InterruptedIOException interrupted(String doing) {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while " + doing);
    }
}
