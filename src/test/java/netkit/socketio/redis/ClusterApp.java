package netkit.socketio.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;

import netkit.engineio.EngineServerOptions;
import netkit.http.HttpRoutes;
import netkit.net.Endpoint;
import netkit.socketio.Namespace;
import netkit.socketio.RemoteSocket;
import netkit.socketio.ServerSideSocket;
import netkit.socketio.SocketIoServer;
import netkit.socketio.SocketIoServerOptions;

/** Netkit's server of a cluster, with the same application as the reference in {@code cluster-server.mjs}. */
final class ClusterApp implements AutoCloseable {
    final List<String> notices = Collections.synchronizedList(new ArrayList<>());
    final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private final RedisBus bus;
    private final Namespace main;
    private final SocketIoServer.Listening listening;
    private final Map<String, BiConsumer<ServerSideSocket, Object[]>> forms;

    ClusterApp(String redis) throws IOException, InterruptedException {
        bus = new RedisBus(RedisUrl.parse(redis), new RedisBus.Listener() {
            @Override
            public void lost(String cause) {
                notices.add("lost");
            }

            @Override
            public void back(long dropped) {
                notices.add("back");
            }
        }, notices::add);
        SocketIoServer server = new SocketIoServer(SocketIoServerOptions.DEFAULT.withAdapters(bus.adapters()),
                notices::add);
        main = server.namespace("/");
        forms = Map.of("all", (_, values) -> main.emit("news", values), //
                "room", (_, values) -> main.to("r1").emit("news", values), //
                "rooms", (_, values) -> main.to("r1").to("r2").emit("news", values), //
                "except", (_, values) -> main.except("r1").emit("news", values), //
                "room except", (_, values) -> main.to("r1").except("r2").emit("news", values), //
                "broadcast", (socket, values) -> socket.broadcast().emit("news", values), //
                "socket to room", (socket, values) -> socket.to("r1").emit("news", values), //
                "local", (_, values) -> main.local().emit("news", values));
        main.onConnection(this::connected);
        main.onServerSide("told", (_, args, _) -> heard.add(args.text(0)));
        main.onServerSide("asked", (_, args, ack) -> ack.send("netkit heard " + args.text(0)));
        listening = server.listen(new Endpoint(Endpoint.LOOPBACK, 0), EngineServerOptions.DEFAULT,
                new HttpRoutes(), Optional.empty());
    }

    private void connected(ServerSideSocket client) {
        client.data().put("place", "netkit");
        client.on("join", (socket, args, ack) -> {
            socket.join(args.text(0));
            ack.send();
        });
        client.on("emit", (socket, args, ack) -> {
            forms.get(args.text(0)).accept(socket, args.list(1).toArray());
            ack.send();
        });
        client.on("to id", (_, args, _) -> main.to(args.text(0)).emit("news", args.value(1)));
        client.on("gather",
                (_, _, ack) -> ack.send(main.all().emitWithAck("question").await().replies().stream()
                        .map(String::valueOf).sorted().toList()));
        client.on("fetch", (_, args, ack) -> ack.send(
                (args.text(0) == null ? main.all() : main.in(args.text(0))).fetchSockets().stream()
                        .map(ClusterApp::describe).sorted().toList()));
        client.on("count", (_, _, ack) -> ack.send(serverCount()));
        client.on("rooms", (_, _, ack) -> ack.send(new TreeSet<>(main.allRooms())));
        client.on("move", (_, args, ack) -> {
            main.in(args.text(0)).join(args.text(1));
            ack.send();
        });
        client.on("remove", (_, args, ack) -> {
            main.in(args.text(0)).leave(args.text(0));
            ack.send();
        });
        client.on("throw out", (_, args, _) -> main.in(args.text(0)).disconnect());
        client.on("tell servers", (_, args, _) -> main.serverSideEmit("told", args.text(0)));
        client.on("heard", (_, _, ack) -> ack.send(List.copyOf(heard)));
        client.on("ask servers", (_, args, ack) -> ack.send(
                main.serverSideEmitWithAck("asked", args.text(0)).stream().map(String::valueOf).sorted()
                        .toList()));
    }

    /** Returns 0 while Redis cannot be reached. */
    private int serverCount() {
        try {
            return main.serverCount();
        } catch (IOException _) {
            return 0;
        }
    }

    private static String describe(RemoteSocket socket) {
        return socket.id() + " " + socket.data().get("place") + " "
                + String.join(" ", new TreeSet<>(socket.rooms()));
    }

    int port() {
        return listening.endpoint().port();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        bus.close();
    }

    @Override
    public String toString() {
        return "notices " + notices + ", heard " + heard;
    }
}
