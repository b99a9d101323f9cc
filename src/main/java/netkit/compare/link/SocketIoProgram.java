package netkit.compare.link;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import netkit.compare.link.SocketIoLink.Mode;
import netkit.engineio.EngineClientOptions;
import netkit.engineio.EngineTransport;
import netkit.socketio.Ack;
import netkit.socketio.Arguments;
import netkit.socketio.ClientSideSocket;
import netkit.socketio.Packet;
import netkit.socketio.SocketIoClient;
import netkit.socketio.SocketIoClientOptions;
import netkit.socketio.SocketIoServer;

/** One run of the receiving program: a Socket.IO client that reconnects by itself. */
final class SocketIoProgram implements Link.Receiver {
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);
    /** Timeout of each phase of a connection attempt: enough to recover from one or two lost packets. */
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(3);

    /**
     * What the next run needs to resume the session.
     *
     * @param pid the session's private id
     * @param offset of the last event that the program has processed
     */
    record Session(String pid, String offset) {}

    private final ProgramSockets sockets;
    private final SocketIoClient client;
    private final ClientSideSocket socket;
    private final Inbox inbox;
    private final Optional<AckRetrier> retrier;
    private final CountDownLatch greeted = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile String offset;
    private volatile boolean stopped;
    private volatile boolean killed;

    /** @param server {@code http://HOST:PORT} */
    SocketIoProgram(URI server, LinkContext context, Mode mode, Inbox inbox) {
        this.inbox = inbox;
        sockets = new ProgramSockets(context.receiverSockets());
        EngineClientOptions engine = EngineClientOptions.DEFAULT.withPath(SocketIoServer.PATH)
                .withTransports(mode == Mode.POLLING ? EngineTransport.POLLING : EngineTransport.WEBSOCKET)
                .withSockets(sockets).withTimeout(ATTEMPT_TIMEOUT);
        client = new SocketIoClient(server, new SocketIoClientOptions(engine, true, Integer.MAX_VALUE,
                BETWEEN_ATTEMPTS, BETWEEN_ATTEMPTS, 0, new Random(0)));
        socket = client.of(Packet.MAIN)
                .on(SocketIoLink.HELLO, (_, args, _) -> greeted(args))
                .on(SocketIoLink.MESSAGE, (_, args, ack) -> receive(args, ack))
                .on(SocketIoLink.END, (_, _, _) -> end());
        retrier = context.back().filter(_ -> mode == Mode.ACK)
                .map(back -> new AckRetrier(this::connection, back.acknowledged()));
        socket.onConnect(_ -> retrier.ifPresent(AckRetrier::emitAll));
    }

    private Optional<AckRetrier.Connection> connection() {
        String id = socket.id();
        return socket.connected() && id != null ? Optional.of(new AckRetrier.Connection(id, socket))
                : Optional.empty();
    }

    /** The server's end; the program's own follows all that it has sent. */
    private void end() {
        socket.emit(SocketIoLink.END);
        ended.countDown();
    }

    /** A client keeps the events that it emits while it is not connected (Socket.IO, Offline behavior). */
    @Override
    public void send(int number, byte[] message) {
        String text = new String(message, StandardCharsets.US_ASCII);
        retrier.ifPresentOrElse(one -> one.send(number, text), () -> socket.emit(SocketIoLink.MESSAGE, text));
    }

    /** Waits until each message that it has sent is acknowledged, if it asks for that. */
    boolean awaitAcknowledged(Duration atMost) throws InterruptedException {
        return retrier.isEmpty() || retrier.get().awaitAcknowledged(atMost);
    }

    private void greeted(Arguments args) {
        if (!stopped) {
            offset = args.text(0);
            greeted.countDown();
        }
    }

    private void receive(Arguments args, Ack ack) {
        byte[] message = args.text(0).getBytes(StandardCharsets.US_ASCII);
        switch (inbox.take(message, 0, message.length, true)) {
            case ACKNOWLEDGE -> {
                offset = args.text(1); // added to each event by a server with connection state recovery
                ack.send();
            }
            case NONE -> {}
        }
    }

    /** Starts connecting, with the session of the previous run if there is one. */
    void start(Optional<Session> earlier) {
        earlier.ifPresent(session -> {
            offset = session.offset;
            socket.resume(session.pid, session.offset);
        });
        socket.connect();
    }

    void awaitConnected(Duration atMost) throws IOException, InterruptedException {
        socket.awaitConnected(atMost);
    }

    void awaitHello(Duration atMost) throws IOException, InterruptedException {
        if (!greeted.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IOException(
                    "the server did not send its hello event within " + atMost.toSeconds() + " s");
        }
    }

    /** Returns the stored session; empty if the server has no connection state recovery, or the program was killed. */
    Optional<Session> session() {
        return socket.pid().filter(_ -> offset != null && !killed).map(pid -> new Session(pid, offset));
    }

    /** Stops the program without a disconnect packet: the system closes its connection. */
    @Override
    public void quit() {
        stopped = true;
        retrier.ifPresent(AckRetrier::close);
        sockets.close();
        client.close();
        ended.countDown();
    }

    @Override
    public void kill() {
        killed = true;
        quit();
    }

    boolean isKilled() {
        return killed;
    }

    boolean isStopped() {
        return stopped;
    }

    /** The client reconnects by itself. */
    @Override
    public void reset() {
        sockets.reset();
    }

    /** Waits for the end event, or until the program is stopped. */
    boolean awaitEnd(Duration atMost) throws InterruptedException {
        return ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }
}
