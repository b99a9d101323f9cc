package netkit.socketio;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import netkit.engineio.EngineServerOptions;
import netkit.http.HttpRoutes;
import netkit.net.Endpoint;

/** Netkit's server with the same application as the reference server in {@code sio-server.mjs}. */
final class SocketIoApp implements AutoCloseable {
    private final Map<String, String> reasons = new ConcurrentHashMap<>();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final SocketIoServer server;
    private final SocketIoServer.Listening listening;

    SocketIoApp(SocketIoServerOptions options, EngineServerOptions engine) throws IOException {
        server = new SocketIoServer(options, log::add);
        server.onConnection(this::connected);
        server.namespace("/custom").onConnection(SocketIoApp::echo);
        server.namespaces(Pattern.compile("^/room-\\d+$"))
                .onConnection(socket -> socket.emit("in", socket.namespace().name()));
        server.namespace("/secret").use(socket -> {
            if (!"secret".equals(socket.handshake().auth().get("token"))) {
                throw new RefusedException("not authorized", Map.of("content", "try again"));
            }
        }).onConnection(SocketIoApp::echo);
        listening = server.listen(new Endpoint(Endpoint.LOOPBACK, 0), engine, new HttpRoutes(),
                Optional.empty());
    }

    private static void echo(ServerSideSocket socket) {
        socket.emit("auth", socket.handshake().auth());
        socket.on("message", (_, args, _) -> socket.emit("message-back", args.toArray()));
        socket.on("message-with-ack", (_, args, ack) -> ack.send(args.toArray()));
    }

    private void connected(ServerSideSocket socket) {
        echo(socket);
        socket.on("number", (_, args, _) -> socket.emit("number", args.integer(0)));
        socket.on("ask", (_, args, ack) -> {
            List<Object> answer = new ArrayList<>(
                    socket.emitWithAck("question", args.text(0)).await().values());
            answer.addFirst("heard");
            ack.send(answer.toArray());
        });
        socket.on("ask in vain", (_, args, ack) -> socket.timeout(Duration.ofMillis(args.integer(0)))
                .emitWithAck("silence").then(_ -> ack.send((Object) null), e -> ack.send(e.getMessage())));
        socket.on("join", (_, args, ack) -> {
            socket.join(args.text(0));
            ack.send(socket.rooms().subList(1, socket.rooms().size()));
        });
        socket.on("leave", (_, args, ack) -> {
            socket.leave(args.text(0));
            ack.send(socket.rooms().subList(1, socket.rooms().size()));
        });
        socket.on("say",
                (_, args, _) -> socket.to(strings(args.list(0))).except(strings(args.list(1))).emit("said",
                        args.text(2)));
        socket.on("say all", (_, args, _) -> server.emit("said", args.text(0)));
        socket.on("say others", (_, args, _) -> socket.broadcast().emit("said", args.text(0)));
        socket.on("volatile", (_, args, _) -> {
            for (long i = 0; i < args.integer(0); i++) {
                socket.emitVolatile("position", i);
            }
        });
        socket.on("kick", (_, _, _) -> socket.disconnect());
        socket.on("kick client", (_, _, _) -> socket.disconnectClient());
        socket.on("reason", (_, args, ack) -> ack.send(reasons.remove(args.text(0))));
        socket.on("close server", (_, _, _) -> Thread.ofVirtual().start(this::close));
        socket.onDisconnect((_, reason) -> reasons.put(socket.id(), reason.toString()));
    }

    private static String[] strings(List<Object> list) {
        return list.toArray(String[]::new);
    }

    int port() {
        return listening.endpoint().port();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String toString() {
        return "--- log of our server\n" + String.join("\n", log) + "\n--- reasons\n" + reasons;
    }
}
