package netkit.compare.link;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import netkit.compare.ledger.NumberedMessage;
import netkit.compare.scenario.Direction;
import netkit.engineio.EngineServer;
import netkit.engineio.EngineServerOptions;
import netkit.http.HttpOptions;
import netkit.http.HttpRoutes;
import netkit.http.HttpServer;
import netkit.lab.Place;
import netkit.lab.namespace.TcpForwarder;
import netkit.net.Endpoint;
import netkit.socketio.Namespace;
import netkit.socketio.Packet;
import netkit.socketio.SocketIoServer;
import netkit.socketio.SocketIoServerOptions;
import netkit.socketio.redis.RedisBus;
import netkit.socketio.redis.RedisUrl;

/**
 * The link over two Socket.IO servers with Redis between them. alice emits to a room on the server of her host, which
 * publishes that to Redis; bob is in the room on the server of his host, which is subscribed there. Redis is on alice's host,
 * so only the bus between Redis and bob's server crosses the wire. Pub/sub stores nothing: what is published while bob's server
 * is not connected is lost.
 */
final class RedisRoomsLink implements Link {
    /** Well below what a server takes from its client in one message. */
    static final int MAX_SIZE = 500_000;

    private static final String ROOM = "class";
    private static final int PORT = 9002;
    private static final int REDIS_PORT = 6379;
    private static final int OWN_REDIS_PORT = 6380;
    private static final int MIN_BACKLOG = 16 << 20;
    private static final int MAX_BACKLOG = 512 << 20;
    private static final int MAX_CONNECTIONS = 16;
    /** How often the end is said, since one that is published while the bus is down is lost, too. */
    private static final Duration END_INTERVAL = Duration.ofMillis(300);
    private static final String NOT_STORED = "published while the other server was not subscribed: Redis stores nothing";

    private final LinkContext context;
    private final OpenedResources opened;
    private final TcpForwarder wayToBobsServer;
    private final Namespace alice;
    private final Namespace bobs;
    private final ReceivingEnd bob;
    private final CountDownLatch bobEnded = new CountDownLatch(1);
    private volatile boolean cut;
    /** Whether bob's server is connected to Redis. */
    private volatile boolean connected = true;

    private RedisRoomsLink(LinkContext context, OpenedResources opened)
            throws IOException, InterruptedException {
        this.context = context;
        this.opened = opened;
        RedisProcess redis = opened.add(RedisProcess.start());
        ServerSocketChannel forAlices = listener(context.alice(), OWN_REDIS_PORT);
        InetSocketAddress alicesRedis = address(forAlices);
        opened.add(new TcpForwarder(forAlices, redis::connect));
        ServerSocketChannel forBobs = listener(context.alice(), REDIS_PORT);
        InetSocketAddress bobsRedis = address(forBobs);
        wayToBobsServer = opened.add(new TcpForwarder(forBobs, () -> {
            if (cut) {
                throw new IOException("the bus is cut");
            }
            return redis.connect();
        }));
        SocketIoServer.Listening alices = server(context.alice(), alicesRedis);
        SocketIoServer.Listening bobsServer = server(context.bob(),
                context.bed().tcpAddress(context.bob(), bobsRedis));
        alice = alices.server().namespace(Packet.MAIN);
        bobs = bobsServer.server().namespace(Packet.MAIN);
        bob = new SocketIoEnd(context, bobsServer.endpoint().resolve(), SocketIoLink.Mode.NONE);
        handle();
    }

    static Link open(LinkContext context) throws IOException {
        OpenedResources opened = new OpenedResources();
        try {
            return new RedisRoomsLink(context, opened);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            opened.close();
            throw new InterruptedIOException("interrupted while the servers were starting");
        }
    }

    private static ServerSocketChannel listener(Place place, int port) throws IOException {
        return place.open(() -> ServerSocketChannel.open()
                .bind(new InetSocketAddress(place.address(), place.port(port))));
    }

    private static InetSocketAddress address(ServerSocketChannel listener) throws IOException {
        return (InetSocketAddress) listener.getLocalAddress();
    }

    /** Starts a server at this place, which joins the cluster through Redis at this address. */
    private SocketIoServer.Listening server(Place place, InetSocketAddress redis)
            throws IOException, InterruptedException {
        RedisUrl url = RedisUrl.parse("redis://" + Endpoint.of(redis));
        RedisBus bus = opened.add(new RedisBus(url, LinkContext.sockets(place),
                place.equals(context.bob()) ? new BobsBus() : NO_LISTENER, _ -> {}));
        SocketIoServer socketIo = new SocketIoServer(
                SocketIoServerOptions.DEFAULT.withAdapters(bus.adapters()),
                _ -> {});
        int backlog = Math.clamp(2 * context.workload().bytes(), MIN_BACKLOG, MAX_BACKLOG);
        EngineServer engine = new EngineServer(EngineServerOptions.DEFAULT.withMaxBacklog(backlog),
                _ -> Optional.of(socketIo.handler()));
        HttpServer front = place.open(() -> new HttpServer(
                Endpoint.of(new InetSocketAddress(place.address(), place.port(PORT))),
                new HttpRoutes().below(SocketIoServer.PATH, engine), HttpOptions.DEFAULT, Optional.empty(),
                context.limits(MAX_CONNECTIONS), _ -> {}));
        return opened.add(new SocketIoServer.Listening(socketIo, engine, front));
    }

    private static final RedisBus.Listener NO_LISTENER = new RedisBus.Listener() {
        @Override
        public void lost(String cause) {}

        @Override
        public void back(long dropped) {}
    };

    private final class BobsBus implements RedisBus.Listener {
        @Override
        public void lost(String cause) {
            connected = false;
        }

        @Override
        public void back(long dropped) {
            connected = true;
        }
    }

    /** What bob says goes from his server to alice's as an event between servers. */
    private void handle() {
        bobs.onConnection(client -> client.join(ROOM));
        bobs.on(SocketIoLink.END, (_, _, _) -> bobs.serverSideEmit(SocketIoLink.END));
        alice.onServerSide(SocketIoLink.END, (_, _, _) -> bobEnded.countDown());
        context.back().ifPresent(back -> {
            bobs.on(SocketIoLink.MESSAGE, (_, args, _) -> {
                byte[] message = args.text(0).getBytes(StandardCharsets.US_ASCII);
                explainLoss(Direction.TO_ALICE,
                        NumberedMessage.number(back.trial(), message, 0, message.length));
                bobs.serverSideEmit(SocketIoLink.MESSAGE, args.text(0));
            });
            alice.onServerSide(SocketIoLink.MESSAGE, (_, args, _) -> {
                byte[] message = args.text(0).getBytes(StandardCharsets.US_ASCII);
                back.alice().take(message, 0, message.length, true);
            });
        });
    }

    private void explainLoss(Direction direction, int number) {
        if (!connected) {
            context.losses().lost(direction, number, NOT_STORED);
        }
    }

    @Override
    public Receiver start(Inbox inbox) throws IOException {
        return bob.start(inbox);
    }

    @Override
    public void send(int number, byte[] message) {
        explainLoss(Direction.TO_BOB, number);
        alice.to(ROOM).emit(SocketIoLink.MESSAGE, new String(message, StandardCharsets.US_ASCII));
    }

    @Override
    public void setBus(boolean isCut) {
        cut = isCut;
        if (isCut) {
            connected = false;
            wayToBobsServer.closeConnections();
        }
    }

    /** Says the end until bob has seen it. While the bus is cut nothing can arrive, and the end neither. */
    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!cut && !bob.isStopped() && !hasEnded()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the end has not arrived within " + atMost.toSeconds() + " s");
            }
        }
    }

    private boolean hasEnded() throws IOException, InterruptedException {
        alice.to(ROOM).emit(SocketIoLink.END);
        try {
            bob.awaitEnd(END_INTERVAL);
        } catch (IOException _) {
            return false; // lost, or late
        }
        return context.back().isEmpty() || bobEnded.await(END_INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() throws IOException {
        bob.kill();
        opened.close();
    }
}
