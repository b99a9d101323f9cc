package netkit.cli.sio;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import netkit.engineio.EngineServerOptions;
import netkit.engineio.EngineTransport;
import netkit.http.HttpRoutes;
import netkit.net.Endpoint;
import netkit.net.RandomIds;
import netkit.socketio.AckException;
import netkit.socketio.BroadcastAck;
import netkit.socketio.Namespace;
import netkit.socketio.ServerSideSocket;
import netkit.socketio.SocketIoServer;
import netkit.socketio.SocketIoServerOptions;
import netkit.socketio.redis.RedisBus;
import netkit.socketio.redis.RedisUrl;

/** Servers of netkit that perform the forms of emit: one alone, or two that are joined by Redis. */
final class NetkitEmitServers implements EmitServers {
    private final List<RedisBus> buses = new ArrayList<>();
    private final List<SocketIoServer.Listening> listening = new ArrayList<>();
    private final Set<String> heard = ConcurrentHashMap.newKeySet();
    private final Map<String, ServerSideSocket> sockets = new ConcurrentHashMap<>();
    private Namespace main;
    private Namespace admin;

    /** @param redis of two servers; empty for one server that is alone */
    NetkitEmitServers(Optional<RedisUrl> redis, RedisBus.Listener listener)
            throws IOException, InterruptedException {
        // a cluster of its own: what is emitted here must not reach the clients of others
        String key = "netkit-emit-" + new RandomIds().get();
        try {
            for (int number = redis.isPresent() ? 2 : 1; number > 0; number--) {
                SocketIoServerOptions options = SocketIoServerOptions.DEFAULT;
                if (redis.isPresent()) {
                    buses.add(new RedisBus(redis.get(), listener, listener::lost));
                    options = options.withAdapters(buses.getLast().adapters(key));
                }
                start(number, new SocketIoServer(options, _ -> {}));
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void start(int number, SocketIoServer server) throws IOException {
        String name = "server " + number;
        main = server.namespace("/");
        admin = server.namespace("/admin");
        for (Namespace namespace : List.of(main, admin)) {
            namespace.onConnection(NetkitEmitServers.this::joinRooms);
            namespace.on("news", (_, _, _) -> heard.add(name));
            namespace.on("question", (_, _, ack) -> {
                heard.add(name);
                ack.send(name);
            });
        }
        main.onServerSide("news", (_, _, _) -> heard.add(name));
        main.onServerSide("question", (_, _, ack) -> {
            heard.add(name);
            ack.send(name);
        });
        main.onServerSide("done", (_, _, ack) -> ack.send());
        listening.addFirst(server.listen(new Endpoint(Endpoint.LOOPBACK, 0), EngineServerOptions.DEFAULT,
                new HttpRoutes(), Optional.empty()));
    }

    private void joinRooms(ServerSideSocket socket) {
        String name = String.valueOf(socket.handshake().auth().get("name"));
        socket.data().put("name", name);
        sockets.put(name, socket);
        if (socket.handshake().auth().get("rooms") instanceof Collection<?> rooms) {
            rooms.forEach(room -> socket.join(String.valueOf(room)));
        }
        socket.emit("joined");
    }

    @Override
    public List<Integer> ports() {
        return listening.stream().map(server -> server.endpoint().port()).toList();
    }

    @Override
    public int count() throws IOException {
        return main.serverCount();
    }

    @Override
    public void ready() {
        main.emit("ready");
    }

    @Override
    public Outcome perform(EmitForm form, Duration limit) throws IOException, InterruptedException {
        ServerSideSocket ann = sockets.get("ann");
        ServerSideSocket cat = sockets.get("cat");
        ServerSideSocket dan = sockets.get("dan");
        switch (form) {
            case SOCKET -> ann.emit("news", 1);
            case ID -> main.to(dan.id()).emit("news", 1);
            case ALL -> main.emit("news", 1);
            case ROOM -> main.to("red").emit("news", 1);
            case ROOMS -> main.to("red", "blue").emit("news", 1);
            case EXCEPT -> main.except("red").emit("news", 1);
            case ROOM_EXCEPT -> main.to("red").except("blue").emit("news", 1);
            case BROADCAST -> ann.broadcast().emit("news", 1);
            case BROADCAST_ROOM -> ann.to("red").emit("news", 1);
            case BROADCAST_ROOMS -> ann.to("red", "blue").emit("news", 1);
            case BROADCAST_EXCEPT -> ann.except("blue").emit("news", 1);
            case NAMESPACE -> admin.emit("news", 1);
            case NAMESPACE_ROOM -> admin.to("red").emit("news", 1);
            case LOCAL -> main.local().emit("news", 1);
            case VOLATILE -> {
                awaitWritten();
                main.all().emitVolatile("news", 1);
            }
            case ACK -> {
                return new Outcome(List.of(ann.emitWithAck("question").await().text(0)), true);
            }
            case ACK_TIMEOUT -> {
                try {
                    return new Outcome(List.of(cat.timeout(limit).emitWithAck("puzzle").await().text(0)),
                            true);
                } catch (AckException _) {
                    return new Outcome(List.of(), false);
                }
            }
            case ACKS -> {
                return outcome(main.all().emitWithAck("question").await());
            }
            case ACKS_TIMEOUT -> {
                return outcome(main.all().timeout(limit).emitWithAck("puzzle").await());
            }
            case FETCH -> {
                return outcome(main.in("red").fetchSockets().stream()
                        .map(socket -> socket.data().get("name")).toList(), true);
            }
            case SERVER_SIDE -> main.serverSideEmit("news", 1);
            case SERVER_SIDE_ACK -> {
                return outcome(main.serverSideEmitWithAck("question"), true);
            }
            case JOIN -> {
                main.in("red").join("green");
                awaitOthers();
                main.to("green").emit("news", 1);
            }
            case LEAVE -> {
                main.in("blue").leave("red");
                awaitOthers();
                main.to("red").emit("news", 1);
            }
            case DISCONNECT -> main.in("blue").disconnect();
            case CLIENT, CLIENT_ACK -> throw new IllegalArgumentException(form + " is performed by a client");
        }
        return Outcome.NONE;
    }

    private static Outcome outcome(BroadcastAck.Result result) {
        return outcome(result.replies(), result.isComplete());
    }

    private static Outcome outcome(List<?> values, boolean isComplete) {
        return new Outcome(values.stream().map(String::valueOf).sorted().toList(), isComplete);
    }

    @Override
    public void mark(int number) {
        main.emit("mark", number);
        admin.emit("mark", number);
    }

    /** Waits until nothing that was sent before is still being written: a socket that writes is not writable. */
    private void awaitWritten() throws InterruptedException {
        for (ServerSideSocket socket : sockets.values()) {
            while (socket.engine().transport() == EngineTransport.WEBSOCKET && socket.connected()
                    && !socket.engine().isWritable()) {
                Thread.sleep(1);
            }
        }
    }

    /** Waits until the other server has done all that it was told before. */
    private void awaitOthers() throws IOException, InterruptedException {
        main.serverSideEmitWithAck("done");
    }

    @Override
    public Set<String> takeHeard() throws IOException, InterruptedException {
        awaitOthers();
        Set<String> taken = Set.copyOf(heard);
        heard.clear();
        return taken;
    }

    @Override
    public void close() throws IOException {
        for (SocketIoServer.Listening server : listening) {
            server.close();
        }
        buses.forEach(RedisBus::close);
    }
}
