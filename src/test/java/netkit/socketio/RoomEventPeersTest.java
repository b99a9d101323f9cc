package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import netkit.engineio.EngineServerOptions;
import netkit.http.HttpRoutes;
import netkit.net.Endpoint;
import netkit.rooms.RoomEvent;
import netkit.testing.Leftovers;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** The room events of each namespace, in the order in which the adapters of npm's socket.io emit them. */
@Tag("peers")
class RoomEventPeersTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final List<String> events = Collections.synchronizedList(new ArrayList<>());

    @Test
    void eventsAreThoseOfTheReference() throws Exception {
        Programs.needPeer("socket.io");
        List<String> expected;
        try (LiveProcess node = Programs.node("room-events.mjs")) {
            int port = Integer.parseInt(node.awaitLine("listening on \\d+").replaceAll("\\D", ""));
            expected = play(port, ann -> ask(ann, "events").list(0).stream().map(String::valueOf).toList());
        }
        assertTrue(expected.containsAll(List.of("/ create-room early", "/ join-room early ann",
                "/admin delete-room red", "/lecture-1 leave-room ann ann", "/ delete-room bob")),
                expected::toString);

        SocketIoServer server = new SocketIoServer(SocketIoServerOptions.DEFAULT, events::add);
        server.use(socket -> socket.join("early", "also early"));
        serve(server.namespace("/"));
        serve(server.namespace("/admin"));
        server.namespaces(Pattern.compile("^/lecture-\\d+$")).onRoomEvent(this::record);
        try (SocketIoServer.Listening listening = server.listen(new Endpoint(Endpoint.LOOPBACK, 0),
                EngineServerOptions.DEFAULT, new HttpRoutes(), Optional.empty())) {
            List<String> measured = play(listening.endpoint().port(), _ -> {
                // netkit's events arrive on a thread of their own
                Leftovers.await(() -> events.size() >= expected.size(), events::toString);
                return List.copyOf(events);
            });
            assertEquals(String.join("\n", expected), String.join("\n", measured));
        }
    }

    private void serve(Namespace namespace) {
        namespace.onRoomEvent(event -> record(namespace, event));
        namespace.on("join", (socket, args, ack) -> {
            socket.join(args.list(0).toArray(String[]::new));
            ack.send();
        });
        namespace.on("leave", (socket, args, ack) -> {
            socket.leave(args.text(0));
            ack.send();
        });
        namespace.on("move", (_, args, ack) -> {
            namespace.in(args.text(0)).join(args.text(1));
            ack.send();
        });
        namespace.on("clear", (_, args, ack) -> {
            namespace.in(args.text(0)).leave(args.text(0));
            ack.send();
        });
        namespace.on("throw out", (_, args, ack) -> {
            namespace.in(args.text(0)).disconnect();
            ack.send();
        });
    }

    private void record(Namespace namespace, RoomEvent event) {
        events.add(namespace.name() + " " + event);
    }

    private interface Events {
        List<String> get(ClientSideSocket ann) throws Exception;
    }

    /** Lets clients join and leave, and returns the events of each namespace, with names for the clients' ids. */
    private static List<String> play(int port, Events events) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + port);
        try (SocketIoClient anns = new SocketIoClient(url, SocketIoClientOptions.DEFAULT);
                SocketIoClient bobs = new SocketIoClient(url, SocketIoClientOptions.DEFAULT)) {
            ClientSideSocket ann = anns.of("/").connect().awaitConnected(TIMEOUT);
            ClientSideSocket bob = bobs.of("/").connect().awaitConnected(TIMEOUT);
            CountDownLatch bobIsOut = new CountDownLatch(1);
            bob.onDisconnect(_ -> bobIsOut.countDown());
            String[] ids = {ann.id(), bob.id()};
            ask(ann, "join", List.of("red", "blue", "red"));
            ask(bob, "join", List.of("red"));
            ask(ann, "join", List.of("red"));
            ask(ann, "leave", "green");
            ask(ann, "leave", "red");
            ask(ann, "leave", ids[0]);
            ask(ann, "move", "red", "green");
            ask(ann, "move", "red", "green");
            ask(ann, "clear", "early");
            ClientSideSocket admin = anns.of("/admin").connect().awaitConnected(TIMEOUT);
            ask(admin, "join", List.of("red"));
            ask(admin, "leave", "red");
            ClientSideSocket lecture = anns.of("/lecture-1").connect().awaitConnected(TIMEOUT);
            String[] more = {admin.id(), lecture.id()};
            lecture.disconnect();
            ask(ann, "throw out", "red");
            assertTrue(bobIsOut.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
            return events.get(ann).stream().map(event -> event.replace(ids[0], "ann").replace(ids[1], "bob")
                    .replace(more[0], "ann").replace(more[1], "ann"))
                    // those of different namespaces have no order in netkit; the sort keeps that of each
                    .sorted(Comparator.comparing(event -> event.split(" ")[0])).toList();
        }
    }

    private static Arguments ask(ClientSideSocket client, String event, Object... args) throws Exception {
        return client.timeout(TIMEOUT).emitWithAck(event, args).await();
    }
}
