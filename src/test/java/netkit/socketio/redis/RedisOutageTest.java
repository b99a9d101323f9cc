package netkit.socketio.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Redis goes away and comes back: local clients notice nothing, the others miss what is said meanwhile. */
@Tag("peers")
class RedisOutageTest extends ClusterFixture {
    private Client atA;
    private Client alsoAtA;
    private Client atB;

    @BeforeAll
    void start() throws Exception {
        startServers(false);
        atA = new Client("a1", a.port());
        alsoAtA = new Client("a2", a.port());
        atB = new Client("b1", b.port());
        awaitServers(2, List.of(atA, atB));
    }

    @Test
    void killedServerIsReachedAgainAndNothingArrivesTwice() throws Exception {
        int before = lost(a);
        int beforeAtB = lost(b);
        awaitServers(2, List.of(atA, atB)); // also after the other test
        say("before the kill");
        atB.newsUntil("before the kill");
        redis.kill();
        await(a.notices, "lost", before + 1);
        await(b.notices, "lost", beforeAtB + 1);
        say("during the outage");
        alsoAtA.newsUntil("during the outage"); // a local client has it

        redis.start();
        await(a.notices, "back", before + 1);
        await(b.notices, "back", beforeAtB + 1);
        awaitServers(2, List.of(atA, atB));
        say("after the outage");

        // Redis stores nothing: the one during the outage is missed
        assertEquals(List.of(), atB.newsUntil("after the outage"));
        assertEquals(0, atB.news.size());
    }

    private int lost(ClusterApp app) {
        return (int) app.notices.stream().filter("lost"::equals).count();
    }

    private void say(String text) throws Exception {
        atA.ask("emit", "all", List.of(text));
    }

    @Test
    void localClientsGoOnWhileRedisStandsStill() throws Exception {
        int before = lost(a);
        redis.pause();
        try {
            for (int i = 0; i < 100; i++) {
                say("paused " + i);
                alsoAtA.newsUntil("paused " + i);
            }
            await(a.notices, "lost", before + 1);
            say("lost");
            alsoAtA.newsUntil("lost");
        } finally {
            redis.resume();
        }
        await(a.notices, "back", before + 1);
    }

    @Test
    void programIsToldOnceThatMoreIsPublishedThanRedisTakes() throws Exception {
        Semaphore overflows = new Semaphore(0);
        try (RedisBus bus = pausedBus(overflows)) {
            for (int i = 0; i < 50_000; i++) {
                bus.publish("nowhere", new byte[1]);
            }
            assertTrue(overflows.tryAcquire(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
            assertEquals(0, overflows.availablePermits());
        } finally {
            redis.resume();
        }
    }

    /** Connects, and lets Redis stand still. */
    private RedisBus pausedBus(Semaphore overflows) throws Exception {
        RedisBus bus = new RedisBus(RedisUrl.parse(redis.url()), new RedisBus.Listener() {
            @Override
            public void lost(String cause) {}

            @Override
            public void back(long dropped) {}

            @Override
            public void overflowed() {
                overflows.release();
            }
        }, _ -> {});
        redis.pause();
        return bus;
    }

    @Test
    void serverThatCannotBeReachedIsNamedInOneLine() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertEquals("no Redis at redis://127.0.0.1:" + free + ": connection refused; start one with:"
                + " redis-server --port " + free, refusal(free));
    }

    @Test
    void serverThatIsNotRedisIsCalledThat() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                while (true) {
                    try (Socket socket = other.accept(); OutputStream out = socket.getOutputStream()) {
                        socket.getInputStream().read();
                        out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException _) {
                        return; // closed
                    }
                }
            });
            assertEquals("redis://127.0.0.1:" + other.getLocalPort() + " is not a Redis server",
                    refusal(other.getLocalPort()));
        }
    }

    private static String refusal(int port) {
        String message = assertThrows(IOException.class, () -> new ClusterApp("redis://127.0.0.1:" + port))
                .getMessage();
        assertTrue(message.lines().count() == 1, message);
        return message;
    }
}
