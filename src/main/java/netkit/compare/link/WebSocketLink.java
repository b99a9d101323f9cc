package netkit.compare.link;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import netkit.compare.ledger.Workload;
import netkit.http.OriginPolicy;
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
    private static final int MAX_CONNECTIONS = 16;
    /** Small, so that send() waits for the stream as that of TCP does. */
    private static final int BACKLOG = 64 * 1024;
    /** The server waits for the peer's close frame longer than any trial lasts. */
    private static final Duration NO_CLOSE_TIMEOUT = Duration.ofDays(1);
    /** Timeout of each phase of a connection attempt: enough to recover from one or two lost packets. */
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(3);
    /** How long the close frame may wait to be written; exceeded only if the connection is stuck. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(100);

    private final LinkContext context;
    /** RFC 6455 §5.5.1: the close frame follows all messages. */
    private final NewestConnection<WebSocketConnection> alice = new NewestConnection<>(
            connection -> connection.close(CloseCode.NORMAL, "that was all"),
            connection -> connection.closeDiscarding(CloseCode.GOING_AWAY, "another connection was opened"));
    private final OpenConnections open = new OpenConnections();
    private final WebSocketServer server;
    private final ReceivingEnd bob;

    private WebSocketLink(LinkContext context, Deflate deflate) throws IOException {
        this.context = context;
        Place place = context.alice();
        Endpoint endpoint = Endpoint
                .of(new InetSocketAddress(place.address(), LinkContext.port(place, PORT)));
        server = place.open(() -> new WebSocketServer(endpoint,
                Map.of("/", _ -> WebSocketServer.Session.of(new Sender())), Map.of(),
                options(deflate, NO_CLOSE_TIMEOUT), OriginPolicy.ANY,
                Optional.empty(), context.limits(MAX_CONNECTIONS), _ -> {}));
        try {
            InetSocketAddress receiverAddress = context.bed().tcpAddress(context.bob(),
                    server.endpoint().resolve());
            bob = context.bobsEnd(() -> receiver(context, receiverAddress, deflate, false));
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    static Link open(LinkContext context, Deflate deflate) throws IOException {
        return new WebSocketLink(context, deflate);
    }

    private static WebSocketOptions options(Deflate deflate, Duration closeTimeout) {
        return new WebSocketOptions(Workload.MAX_SIZE, BACKLOG, deflate, Duration.ZERO, ATTEMPT_TIMEOUT,
                closeTimeout, Optional.empty(), List.of());
    }

    /** alice's end of a connection. */
    private final class Sender implements WebSocketHandler {
        @Override
        public void opened(WebSocketConnection connection) throws IOException {
            open.opened();
            alice.opened(connection);
            bob.connected();
        }

        @Override
        public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from, int length) {
            context.back().ifPresent(back -> back.alice().take(bytes, from, length, true));
        }

        @Override
        public void closed(WebSocketConnection connection, CloseStatus status) {
            alice.closed(connection);
            open.closed();
        }
    }

    @Override
    public List<InetSocketAddress> addresses() throws IOException {
        return List.of(server.endpoint().resolve());
    }

    @Override
    public Receiver start(Inbox inbox) throws IOException {
        return bob.start(inbox);
    }

    /** Returns bob's end, who connects to this address. */
    static ReceivingEnd receiver(LinkContext context, InetSocketAddress path, Deflate deflate,
            boolean serverIsRemote) {
        URI url = URI.create("ws://" + Endpoint.of(path) + "/");
        // the reply to alice's close frame follows what bob has sent, and may wait as that does
        WebSocketOptions options = options(deflate,
                context.back().isPresent() ? NO_CLOSE_TIMEOUT : CLOSE_TIMEOUT);
        return new ReconnectingEnd("websocket receiver", context.receiverSockets(), serverIsRemote,
                inbox -> new Client(url, options, inbox));
    }

    /** bob's end of the connections of one run. */
    private static final class Client implements ReconnectingReceiver.Session, WebSocketHandler {
        private final URI url;
        private final WebSocketOptions options;
        private final Inbox inbox;
        private volatile WebSocketConnection connection;
        private boolean ended;

        Client(URI url, WebSocketOptions options, Inbox inbox) {
            this.url = url;
            this.options = options;
            this.inbox = inbox;
        }

        @Override
        public boolean run(ReconnectingReceiver program) throws IOException {
            connection = new WebSocketClient(options, Tls.client(), program.sockets())
                    .connect(url, this);
            program.ready();
            connection.run();
            return ended;
        }

        @Override
        public boolean canSend() {
            return connection != null;
        }

        @Override
        public void send(int number, byte[] message) throws IOException {
            WebSocketConnection current = connection;
            if (current == null || !sent(current, message)) {
                throw new IOException("not connected");
            }
        }

        @Override
        public void message(WebSocketConnection from, Opcode type, byte[] bytes, int at, int length) {
            inbox.take(bytes, at, length, true); // RFC 6455 §5.6: the protocol keeps message boundaries
        }

        @Override
        public void closed(WebSocketConnection from, CloseStatus status) {
            ended = status.code() == CloseCode.NORMAL;
        }

        /** RFC 6455 §7.1.2: starts the closing handshake; the program ends without waiting for the peer's close frame. */
        @Override
        public void leave(ReconnectingReceiver program) {
            WebSocketConnection last = connection;
            if (last != null) {
                last.close(CloseCode.GOING_AWAY, "the program ends");
                awaitWritten(last);
            }
            program.closeSockets();
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
    }

    @Override
    public void send(int number, byte[] message) throws IOException {
        WebSocketConnection connection = alice.get();
        while (!sent(connection, message)) {
            alice.closed(connection); // it ended while the sender waited for room
            connection = alice.get();
        }
    }

    private static boolean sent(WebSocketConnection connection, byte[] message) throws IOException {
        try {
            return connection.awaitRoom(message.length)
                    && connection.send(Opcode.TEXT, message, 0, message.length);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting to send");
        }
    }

    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        alice.finish();
        bob.awaitEnd(atMost);
        if (context.back().isPresent()) { // RFC 6455 §5.5.1: bob's close frame follows all that he has sent
            open.awaitNone(Duration.ofNanos(deadline - System.nanoTime()));
        }
    }

    @Override
    public void close() throws IOException {
        bob.kill();
        server.close();
    }
}
