package netkit.compare.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import netkit.engineio.EngineServer;
import netkit.engineio.EngineServerOptions;
import netkit.http.HttpOptions;
import netkit.http.HttpRoutes;
import netkit.http.HttpServer;
import netkit.lab.Place;
import netkit.net.Endpoint;
import netkit.socketio.Namespace;
import netkit.socketio.Packet;
import netkit.socketio.SocketIoServer;
import netkit.socketio.SocketIoServerOptions;

/**
 * The link over Socket.IO: a server on the sender's host emits each message as an event with a string, and a client
 * receives them and reconnects by itself. They use WebSocket from the beginning, a frame for each event; or HTTP long-polling
 * to the end.
 *
 * <p>A program that leaves does not disconnect, and loses the events that it has received but not processed. With recovery
 * it has stored its session and the offset of the last message that it processed, and the next client resumes there. (A
 * disconnect would end the session: Socket.IO, Connection state recovery.) A killed program has stored nothing.
 */
final class SocketIoLink implements Link {
    /** What sender and server do so that messages arrive. */
    enum Mode {
        /** Emits each event once. */
        NONE,
        /** Emits each event with an acknowledgement, and again until it is acknowledged. */
        ACK,
        /** Emits each event once, and uses no WebSocket. */
        POLLING,
        /** Stores events for a client that lost its connection, and sends the missed ones (connection state recovery). */
        RECOVERY
    }

    /** Emitted to a client without a session, so that it has an offset before any message: without one nothing is recovered. */
    static final String HELLO = "hello";
    static final String MESSAGE = "m";
    static final String END = "end";

    private static final int PORT = 9002;
    private static final Duration RECOVERY_TIME = Duration.ofMinutes(2);
    private static final int MIN_BACKLOG = 16 << 20;
    private static final int MAX_BACKLOG = 512 << 20;
    private static final int MAX_CONNECTIONS = 16;

    private final LinkContext context;
    private final Mode mode;
    private final SocketIoServer.Listening server;
    private final Namespace namespace;
    private final Optional<AckRetrier> retrier;
    private final CountDownLatch bobEnded = new CountDownLatch(1);
    private final ReceivingEnd bob;
    private volatile boolean finishing;

    private SocketIoLink(LinkContext context, Mode mode, SocketIoServer.Listening server,
            InetSocketAddress path) {
        this.context = context;
        this.mode = mode;
        this.server = server;
        this.namespace = server.server().namespace(Packet.MAIN);
        this.retrier = mode == Mode.ACK
                ? Optional.of(new AckRetrier(() -> AckRetrier.newest(namespace), context.acknowledged()))
                : Optional.empty();
        this.bob = context.bobsEnd(() -> new SocketIoEnd(context, path, mode));
        namespace.onConnection(client -> {
            bob.connected();
            if (mode == Mode.RECOVERY && !client.recovered()) {
                namespace.emit(HELLO);
            }
            if (finishing) {
                namespace.emit(END);
            }
            retrier.ifPresent(AckRetrier::emitAll);
        });
        namespace.on(END, (_, _, _) -> bobEnded.countDown());
        context.back().ifPresent(back -> namespace.on(MESSAGE, (_, args, ack) -> {
            byte[] message = args.text(0).getBytes(StandardCharsets.US_ASCII);
            back.alice().take(message, 0, message.length, true);
            ack.send();
        }));
    }

    static Link open(LinkContext context, Mode mode) throws IOException {
        SocketIoServerOptions defaults = SocketIoServerOptions.DEFAULT;
        SocketIoServer socketIo = new SocketIoServer(
                mode == Mode.RECOVERY ? defaults.withRecovery(RECOVERY_TIME) : defaults, _ -> {});
        // more than can ever wait: a client that exceeds the limit would be disconnected
        int backlog = Math.clamp(2 * context.workload().bytes(), MIN_BACKLOG, MAX_BACKLOG);
        EngineServer engine = new EngineServer(EngineServerOptions.DEFAULT.withMaxBacklog(backlog),
                _ -> Optional.of(socketIo.handler()));
        HttpServer front = null;
        try {
            front = context.alice().open(() -> listen(context, engine));
            InetSocketAddress receiverAddress = context.bed().tcpAddress(context.bob(),
                    front.endpoint().resolve());
            return new SocketIoLink(context, mode, new SocketIoServer.Listening(socketIo, engine, front),
                    receiverAddress);
        } catch (IOException e) {
            engine.close();
            if (front != null) {
                front.close();
            }
            throw e;
        }
    }

    private static HttpServer listen(LinkContext context, EngineServer engine) throws IOException {
        Place place = context.alice();
        return new HttpServer(
                Endpoint.of(new InetSocketAddress(place.address(), LinkContext.port(place, PORT))),
                new HttpRoutes().below(SocketIoServer.PATH, engine), HttpOptions.DEFAULT, Optional.empty(),
                context.limits(MAX_CONNECTIONS), _ -> {});
    }

    @Override
    public List<InetSocketAddress> addresses() throws IOException {
        return List.of(server.endpoint().resolve());
    }

    @Override
    public Receiver start(Inbox inbox) throws IOException {
        return bob.start(inbox);
    }

    @Override
    public void send(int number, byte[] message) {
        String text = new String(message, StandardCharsets.US_ASCII);
        switch (mode) {
            case NONE, POLLING, RECOVERY -> namespace.emit(MESSAGE, text);
            case ACK -> retrier.orElseThrow().send(number, text);
        }
    }

    /** Emits the end, also to a client that connects only now. A receiver that is away now does not return. */
    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        if (bob.isStopped()) {
            requireNothingPending(mode == Mode.RECOVERY && !bob.isKilled());
            return;
        }
        long deadline = System.nanoTime() + atMost.toNanos();
        if (retrier.isPresent() && !retrier.get().awaitAcknowledged(atMost)) {
            throw new IOException(unacknowledged() + " messages were not acknowledged within "
                    + atMost.toSeconds() + " s: the receiver is slow, or not connected");
        }
        bob.awaitSent(Duration.ofNanos(deadline - System.nanoTime()));
        finishing = true;
        namespace.emit(END);
        bob.awaitEnd(Duration.ofNanos(deadline - System.nanoTime()));
        if (context.back().isPresent() && !bob.isStopped()
                && !bobEnded.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new IOException("alice has not received the end within " + atMost.toSeconds() + " s");
        }
    }

    private int unacknowledged() {
        return retrier.map(AckRetrier::unacknowledged).orElse(0);
    }

    /** @param remembers whether the receiver has stored its session */
    private void requireNothingPending(boolean remembers) throws IOException {
        if (unacknowledged() > 0) {
            throw new IOException(
                    "the receiver is away, and " + unacknowledged() + " messages are not acknowledged");
        }
        if (remembers) {
            throw new IOException("the receiver is away; its missed events are kept for "
                    + RECOVERY_TIME.toMinutes() + " minutes");
        }
    }

    @Override
    public void close() throws IOException {
        retrier.ifPresent(AckRetrier::close);
        bob.kill();
        server.close();
    }
}
