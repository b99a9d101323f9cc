package netkit.cli.sio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import netkit.engineio.EngineServerOptions;
import netkit.http.HttpRoutes;
import netkit.cli.chat.ChatHub;
import netkit.net.Backpressure;
import netkit.net.Endpoint;
import netkit.net.RandomIds;
import netkit.socketio.Arguments;
import netkit.socketio.ClientSideSocket;
import netkit.socketio.Namespace;
import netkit.socketio.SocketIoClient;
import netkit.socketio.SocketIoClientOptions;
import netkit.socketio.SocketIoServer;
import netkit.socketio.SocketIoServerOptions;
import netkit.socketio.redis.RedisBus;
import netkit.socketio.redis.RedisUrl;
import netkit.testing.Leftovers;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;
import netkit.testing.RedisServer;

/** The chat of sio-server on two servers with one Redis. */
@Tag("peers")
class SioClusterTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Namespace> chats = new ArrayList<>();
    private RedisServer redis;

    /** A member of the chat, and what it hears. */
    private final class Member {
        final ClientSideSocket socket;
        final BlockingQueue<Arguments> messages = new LinkedBlockingQueue<>();
        final BlockingQueue<Arguments> welcomes = new LinkedBlockingQueue<>();

        Member(int server) throws Exception {
            SocketIoClient client = new SocketIoClient(URI.create("http://127.0.0.1:" + ports.get(server)),
                    SocketIoClientOptions.DEFAULT);
            toClose.add(client);
            socket = client.of("/");
            socket.on("chat message", (_, args, _) -> messages.add(args));
            socket.on("welcome", (_, args, _) -> welcomes.add(args));
            socket.connect();
        }

        String name() throws InterruptedException {
            return (String) next(welcomes).object(0).get("nick");
        }

        Arguments ask(String event, Object... args) throws Exception {
            return socket.timeout(TIMEOUT).emitWithAck(event, args).await();
        }
    }

    @BeforeEach
    void start() throws Exception {
        redis = new RedisServer();
        toClose.add(redis);
        for (int i = 0; i < 2; i++) {
            RedisBus bus = new RedisBus(RedisUrl.parse(redis.url()), new RedisBus.Listener() {
                @Override
                public void lost(String cause) {}

                @Override
                public void back(long dropped) {}
            }, _ -> {});
            toClose.add(bus);
            ChatHub hub = new ChatHub(new RandomIds(), bus.adapters(), Integer.MAX_VALUE);
            toClose.add(hub);
            SocketIoServer server = new SocketIoServer(
                    SocketIoServerOptions.DEFAULT.withAdapters(hub.adapters()),
                    _ -> {});
            chats.add(server.namespace("/"));
            new SioChat(chats.getLast(), hub, Integer.MAX_VALUE, new Backpressure());
            SocketIoServer.Listening listening = server.listen(new Endpoint(Endpoint.LOOPBACK, 0),
                    EngineServerOptions.DEFAULT, new HttpRoutes(), Optional.empty());
            toClose.add(listening);
            ports.add(listening.endpoint().port());
        }
        Leftovers.await(() -> chats.stream().allMatch(chat -> count(chat) == 2), chats::toString);
    }

    private static int count(Namespace chat) {
        try {
            return chat.serverCount();
        } catch (IOException _) {
            return 0;
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : toClose.reversed()) {
            one.close();
        }
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        return Optional.ofNullable(queue.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).orElseThrow();
    }

    @Test
    void nameOfAMemberElsewhereIsTaken() throws Exception {
        Member ann = new Member(0);
        Member bob = new Member(1);
        assertEquals("ann", ann.ask("nick", "ann").object(0).get("nick"));
        assertEquals(Map.of("error", "the name 'ANN' is taken"), bob.ask("nick", "ANN").object(0));
        assertEquals("bob", bob.ask("nick", "bob").object(0).get("nick"));
    }

    @Test
    void guestsWhoComeAtTheSameTimeHaveDifferentNames() throws Exception {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            members.add(new Member(i % 2));
        }
        List<String> names = new ArrayList<>();
        for (Member member : members) {
            names.add(member.name());
        }
        assertEquals(8, names.stream().distinct().count(), names::toString);
    }

    @Test
    void messagesReachMembersOfBothServersAndRoomsCountThem() throws Exception {
        Member ann = new Member(0);
        Member bob = new Member(1);
        ann.ask("nick", "ann");
        bob.name();
        ann.ask("chat message", "hello");
        assertEquals("hello", next(bob.messages).text(0));
        assertEquals(Map.of("lobby", 2L), bob.ask("rooms").object(0));
    }

    @Test
    void nodeServerOfTheGuideIsOneOfThem() throws Exception {
        Programs.needPeer("@socket.io/redis-adapter");
        ports.add(nodeServer());
        Leftovers.await(() -> chats.stream().allMatch(chat -> count(chat) == 3), chats::toString);
        Member ann = new Member(0);
        Member bob = new Member(1);
        ann.name();
        bob.name();
        Member eve = new Member(2);
        Leftovers.await(() -> rooms(ann).equals(Map.of("lobby", 3L)), () -> "" + rooms(ann));
        eve.socket.emit("chat message", "from node");
        assertEquals("from node", next(ann.messages).text(0));
        assertEquals("from node", next(bob.messages).text(0));
        assertEquals("from node", next(eve.messages).text(0));
        ann.ask("chat message", "from netkit");
        assertEquals("from netkit", next(eve.messages).text(0));
    }

    private static Object rooms(Member member) {
        try {
            return member.ask("rooms").object(0);
        } catch (Exception e) {
            return e;
        }
    }

    /** Starts the script of the guide; returns its port. */
    private int nodeServer() throws IOException {
        String guide = Files.readString(Path.of("lessons", "guides", "many-servers.md"));
        int begin = guide.indexOf("const { createServer }");
        Path folder = Files.createDirectories(Path.of("target", "many-servers"));
        Path script = Files.writeString(folder.resolve("server.cjs"),
                guide.substring(begin, guide.indexOf("```", begin)));
        ProcessBuilder node = new ProcessBuilder("node", script.toString(), "0", redis.url());
        node.environment().put("NODE_PATH", Path.of(".peers", "node_modules").toAbsolutePath().toString());
        LiveProcess process = new LiveProcess(node);
        toClose.add(process);
        return Integer.parseInt(process.awaitLine("listening on \\d+").replaceAll("\\D", ""));
    }
}
