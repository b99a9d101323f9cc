package netkit.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.testing.Cli;
import netkit.testing.Leftovers;
import netkit.testing.LineSocket;
import netkit.testing.RedisServer;

/** A thousand members over four transports, of whom twenty talk: each has every line once, in each speaker's order. */
@Timeout(180)
@Tag("slow")
class ServeCrowdTest {
    private static final int MEMBERS = 1000;
    private static final int SPEAKERS = 20;
    private static final int LINES = 5;
    private static final int TRANSPORTS = 4;
    private static final int TIMEOUT_SECONDS = 120;

    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final List<CrowdMember> members = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (CrowdMember member : members) {
            member.close();
        }
        for (AutoCloseable one : toClose.reversed()) {
            one.close();
        }
    }

    /** Members enter one after another, at each server and over each transport in turn. */
    private void enter(List<Cli.Running> servers) throws Exception {
        List<Integer> tcp = ports(servers, "tcp");
        List<Integer> web = ports(servers, "http");
        for (int i = 0; i < MEMBERS; i++) {
            int server = i / TRANSPORTS % servers.size();
            members.add(switch (i % TRANSPORTS) {
                case 0 -> CrowdMember.tcp(tcp.get(server));
                case 1 -> CrowdMember.webSocket(web.get(server));
                case 2 -> CrowdMember.events(web.get(server));
                default -> CrowdMember.socketIo(web.get(server));
            });
        }
        for (CrowdMember member : members) {
            assertTrue(member.entered.await(TIMEOUT_SECONDS, TimeUnit.SECONDS), member::account);
        }
        for (int port : tcp) {
            awaitAll(port);
        }
    }

    private static List<Integer> ports(List<Cli.Running> servers, String what) {
        return servers.stream().map(server -> Integer.parseInt(
                server.awaitLine("listening on " + what + " .*").replaceAll(".*:", ""))).toList();
    }

    /** Waits until a server counts all members, here and at the other server. */
    private static void awaitAll(int port) throws Exception {
        try (LineSocket asking = new LineSocket(port)) {
            asking.send("/leave lobby\n"); // so that it is not one of them
            String rooms;
            do {
                asking.send("/rooms\n");
                rooms = asking.await("\\* (rooms: .*|there are no rooms)");
            } while (!rooms.matches(".*lobby \\(" + MEMBERS + "\\).*"));
        }
    }

    /** Lets the speakers talk at the same time, and each member account for what it has. */
    private void talk() throws Exception {
        List<Thread> talking = new ArrayList<>();
        for (int i = 0; i < SPEAKERS; i++) {
            CrowdMember speaker = members.get(i * MEMBERS / SPEAKERS + i % TRANSPORTS);
            talking.add(Thread.ofVirtual().start(() -> {
                try {
                    for (int line = 0; line < LINES; line++) {
                        speaker.say("" + line);
                    }
                } catch (java.io.IOException e) {
                    speaker.lost(e);
                }
            }));
        }
        for (Thread one : talking) {
            one.join();
        }
        // speakers do not hear themselves, except over Socket.IO
        Map<String, Long> expected = new TreeMap<>(Map.of(
                SPEAKERS * LINES + " lines of " + SPEAKERS, MEMBERS - 15L,
                (SPEAKERS - 1) * LINES + " lines of " + (SPEAKERS - 1), 15L));
        Leftovers.await(() -> accounts().equals(expected), () -> accounts().toString());
    }

    private Map<String, Long> accounts() {
        return members.stream()
                .collect(Collectors.groupingBy(CrowdMember::account, TreeMap::new, Collectors.counting()));
    }

    @Test
    void inOneServer() throws Exception {
        Cli.Running server = Cli.start("serve", "--tcp", "0", "--web", "0");
        toClose.add(server);
        enter(List.of(server));
        talk();
        assertEquals(MEMBERS, members.size());
    }

    @Test
    @Tag("peers")
    void inTwoServers() throws Exception {
        RedisServer redis = new RedisServer();
        toClose.add(redis);
        List<Cli.Running> servers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            servers.add(Cli.start("serve", "--tcp", "0", "--web", "0", "--bus", redis.url()));
            toClose.add(servers.getLast());
        }
        enter(servers);
        talk();
        assertEquals(MEMBERS, members.size());
    }
}
