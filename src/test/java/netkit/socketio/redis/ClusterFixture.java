package netkit.socketio.redis;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

import netkit.socketio.Arguments;
import netkit.socketio.ClientSideSocket;
import netkit.socketio.SocketIoClient;
import netkit.socketio.SocketIoClientOptions;
import netkit.testing.Leftovers;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;
import netkit.testing.RedisServer;

/** A Redis server, two servers of netkit and one of node, and two clients at each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ClusterFixture {
    static final Duration TIMEOUT = Duration.ofSeconds(20);
    /** The clients' names: their server, and which of its two clients. */
    static final List<String> NAMES = List.of("a1", "a2", "b1", "b2", "n1", "n2");
    /** The rooms of each. */
    static final List<List<String>> ROOMS = List.of(List.of("r1"), List.of("r2"), List.of("r1", "r2"),
            List.of(),
            List.of("r1"), List.of("r2"));

    final List<AutoCloseable> toClose = new ArrayList<>();
    RedisServer redis;
    ClusterApp a;
    ClusterApp b;

    /** A client, and what it received. */
    final class Client {
        final String name;
        final ClientSideSocket socket;
        final BlockingQueue<List<Object>> news = new LinkedBlockingQueue<>();
        final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

        Client(String name, int port) throws Exception {
            this.name = name;
            SocketIoClient client = new SocketIoClient(URI.create("http://127.0.0.1:" + port),
                    SocketIoClientOptions.DEFAULT);
            toClose.add(client);
            socket = client.of("/");
            socket.on("news", (_, args, _) -> news.add(args.values()));
            socket.on("question", (_, _, ack) -> ack.send("reply of " + name));
            socket.onDisconnect(reason -> ends.add(reason.toString()));
            socket.connect().awaitConnected(TIMEOUT);
        }

        Arguments ask(String event, Object... args) throws Exception {
            return socket.timeout(TIMEOUT).emitWithAck(event, args).await();
        }

        /** Returns what came before this marker, and takes all of it. */
        List<List<Object>> newsUntil(String marker) throws InterruptedException {
            List<List<Object>> before = new ArrayList<>();
            for (List<Object> next = next(); !next.equals(List.of(marker)); next = next()) {
                before.add(next);
            }
            return before;
        }

        List<Object> next() throws InterruptedException {
            List<Object> next = news.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            assertNotNull(next, () -> name + " received nothing more; a: " + a + "; b: " + b);
            return next;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    void startServers(boolean withNode) throws Exception {
        redis = new RedisServer();
        toClose.add(redis);
        a = new ClusterApp(redis.url());
        toClose.add(a);
        b = new ClusterApp(redis.url());
        toClose.add(b);
        if (withNode) {
            Programs.needPeer("@socket.io/redis-adapter");
            node = Programs.node("cluster-server.mjs", "" + redis.port());
            toClose.add(node);
        }
    }

    private LiveProcess node;

    int nodePort() {
        return Integer.parseInt(node.awaitLine("listening on \\d+").replaceAll("\\D", ""));
    }

    /** Waits until every server sees that many servers. */
    static void awaitServers(int count, List<Client> clients) throws Exception {
        for (Client client : clients) {
            await(() -> client.ask("count").integer(0), found -> found == count);
        }
    }

    @AfterAll
    void closeAll() throws Exception {
        for (AutoCloseable one : toClose.reversed()) {
            one.close();
        }
    }

    /** Asks again and again until the answer is right. */
    static <T> T await(Callable<T> question, Predicate<T> isRight) throws Exception {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        T answer = question.call();
        while (!isRight.test(answer)) {
            assertTrue(System.nanoTime() < deadline, "still " + answer);
            Thread.sleep(20);
            answer = question.call();
        }
        return answer;
    }

    static void await(List<String> notices, String notice, int times) throws InterruptedException {
        Leftovers.await(() -> notices.stream().filter(notice::equals).count() >= times, notices::toString);
    }
}
