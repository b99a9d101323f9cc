package netkit.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import netkit.testing.Cli;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;
import netkit.testing.RedisServer;

/** Two servers of netkit and one of node with one Redis: one chat for members over every transport. */
@Timeout(180)
@Tag("peers")
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServeClusterTest {
    private static final String OUT_OF_REACH = "\\* the other servers are out of reach;.*";
    private static final String BACK = "\\* the other servers are back; what was said meanwhile did not reach them";

    private final List<AutoCloseable> servers = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private RedisServer redis;
    private Server a;
    private Server b;
    private NodeMember nod;

    /** A server of netkit in this process. */
    private record Server(Cli.Running command, int tcp, int web) implements AutoCloseable {
        static Server start(String bus) {
            Cli.Running command = Cli.start("serve", "--tcp", "0", "--web", "0", "--bus", bus);
            return new Server(command, port(command, "tcp"), port(command, "http"));
        }

        private static int port(Cli.Running command, String what) {
            return Integer.parseInt(
                    command.awaitLine("listening on " + what + " .*").replaceAll(".*:", ""));
        }

        @Override
        public void close() {
            command.close();
        }
    }

    /** The node server and its client. */
    private static final class NodeMember extends Member {
        private final LiveProcess node;
        private int lines;

        NodeMember(String name, int redis) throws Exception {
            super(name);
            node = Programs.node("chat-cluster-server.mjs", "" + redis, name);
            node.awaitLine("connected");
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        received(line(node.awaitLineAt(lines++, () -> "")));
                    }
                } catch (AssertionError _) {
                    // ended
                }
            });
        }

        private static String line(String output) {
            if (!output.startsWith("[")) {
                return output;
            }
            JsonArray event = JsonParser.parseString(output).getAsJsonArray();
            if (!event.get(0).getAsString().equals("chat message") || event.size() < 3) {
                return event.toString();
            }
            JsonObject from = event.get(2).getAsJsonObject();
            return "[" + from.get("room").getAsString() + "] " + from.get("nick").getAsString() + ": "
                    + event.get(1).getAsString();
        }

        @Override
        void send(String line) throws Exception {
            node.type(line + "\n");
        }

        @Override
        public void close() {
            node.close();
        }
    }

    @BeforeAll
    void start() throws Exception {
        Programs.needPeer("@socket.io/redis-adapter");
        redis = new RedisServer();
        servers.add(redis);
        a = Server.start(redis.url());
        servers.add(a);
        b = Server.start(redis.url());
        servers.add(b);
        nod = new NodeMember("nod", redis.port());
        servers.add(nod);
    }

    @AfterEach
    void leave() throws Exception {
        for (Member member : members) {
            member.close();
        }
        members.clear();
    }

    @AfterAll
    void close() throws Exception {
        for (AutoCloseable one : servers.reversed()) {
            one.close();
        }
    }

    private Member with(Member member) {
        members.add(member);
        return member;
    }

    /** Asks again and again until the reply names all of them. */
    private static void awaitWho(Member asking, String room, List<String> names) throws Exception {
        while (true) {
            asking.send("/who " + room);
            String reply = asking.await("\\* in " + room + ": .*");
            if (names.stream().allMatch(name -> reply.matches(".* " + name + "\\b.*"))) {
                return;
            }
            Thread.sleep(20);
        }
    }

    /** Asks the node server again and again until it finds these members in the lobby. */
    private void awaitNode(String who) throws Exception {
        do {
            nod.send("/who");
        } while (!nod.await("who .*").equals(who));
    }

    @Test
    void whatIsSaidOverEachTransportArrivesOnceAtEachMemberOfAllServers() throws Exception {
        Member ann = with(Member.tcp("ann", a.tcp));
        Member eve = with(Member.socketIo("eve", a.web));
        Member bob = with(Member.webSocket("bob", b.web));
        Member zoe = with(Member.events("zoe", b.web));
        List<Member> all = List.of(ann, eve, bob, zoe, nod);
        awaitWho(ann, "lobby", List.of("ann", "eve", "bob", "zoe", "nod"));
        awaitWho(bob, "lobby", List.of("ann", "eve", "bob", "zoe", "nod"));
        awaitNode("who ann bob eve nod zoe"); // those of an earlier test may be leaving

        for (Member speaker : all) {
            speaker.send("hello");
            speaker.send("again");
            for (Member other : all) {
                boolean hears = other != speaker || speaker == eve || speaker == nod; // Socket.IO's hear themselves
                if (hears) {
                    assertEquals(List.of("[lobby] " + speaker.name + ": hello"),
                            other.messagesUntil("\\[lobby] " + speaker.name + ": again"));
                }
            }
        }
        ann.send("/msg bob psst");
        ann.send("/msg nod psst");
        ann.send("end");
        assertEquals(List.of("[direct] ann: psst"), bob.messagesUntil("\\[lobby] ann: end"));
        assertEquals(List.of("[direct] ann: psst"), nod.messagesUntil("\\[lobby] ann: end"));
        assertEquals(List.of(), zoe.messagesUntil("\\[lobby] ann: end"));
        ann.send("/rooms");
        ann.messagesUntil("\\* rooms: lobby \\(5\\)");

        // two with one name: the later one is told
        bob.send("/nick ANN");
        bob.messagesUntil("! the name 'ANN' is taken( at another server)?");

        // what a program on node asks of the members of all servers
        nod.send("/plain");
        ann.messagesUntil("\\* from a program");
        zoe.messagesUntil("\\* from a program");
        nod.send("/move");
        ann.messagesUntil("\\* you are in hall; your text goes there now");
        zoe.messagesUntil("\\* you are in hall; your text goes there now");
        ann.send("in the hall");
        zoe.messagesUntil("\\[hall] ann: in the hall");
        eve.messagesUntil("\\[hall] ann: in the hall");
        Member late = with(Member.tcp("late", b.tcp));
        nod.send("/throw out");
        late.messagesUntil("\\* another server has disconnected you; goodbye");
        ann.send("/to hall still here");
        eve.messagesUntil("\\[hall] ann: still here");
    }

    @Test
    void serversOfOneProtocolAreOneChatWithTheSameBus() throws Exception {
        List<Member> all = new ArrayList<>();
        try (Cli.Running tcp = Cli.start("tcp-server", "--port", "0", "--bus", redis.url());
                Cli.Running ws = Cli.start("ws-server", "--port", "0", "--bus", redis.url());
                Cli.Running sio = Cli.start("sio-server", "--port", "0", "--bus", redis.url())) {
            all.add(with(Member.tcp("tom", tcp.port())));
            all.add(with(Member.webSocket("wim", ws.port())));
            all.add(with(Member.socketIo("sid", sio.port())));
            all.add(with(Member.events("eva", a.web)));
            awaitWho(all.get(0), "lobby", List.of("tom", "wim", "sid", "eva"));
            awaitWho(all.get(1), "lobby", List.of("tom", "wim", "sid", "eva"));
            for (Member speaker : all) {
                speaker.send("hello");
                speaker.send("again");
                for (Member other : all) {
                    if (other != speaker || speaker.name.equals("sid")) { // which hears itself
                        assertEquals(List.of("[lobby] " + speaker.name + ": hello"),
                                other.messagesUntil("\\[lobby] " + speaker.name + ": again"));
                    }
                }
            }
        }
    }

    @Test
    void membersOfEachServerGoOnWhileRedisIsAwayAndAreOneChatAgainAfterwards() throws Exception {
        Member ann = with(Member.tcp("ann1", a.tcp));
        Member eve = with(Member.socketIo("eve1", a.web));
        Member bob = with(Member.webSocket("bob1", b.web));
        awaitWho(ann, "lobby", List.of("bob1"));
        ann.send("before");
        bob.messagesUntil("\\[lobby] ann1: before");
        eve.messagesUntil("\\[lobby] ann1: before");

        redis.kill();
        for (Member member : members) {
            member.messagesUntil(OUT_OF_REACH);
        }
        ann.send("during");
        eve.messagesUntil("\\[lobby] ann1: during");
        ann.send("/nick max");
        ann.messagesUntil("\\* you are max now");
        bob.send("/nick MAX");
        bob.messagesUntil("\\* you are MAX now");

        redis.start();
        for (Member member : members) {
            member.messagesUntil(BACK);
        }
        bob.messagesUntil("! the name 'MAX' is taken at another server");
        bob.messagesUntil("\\* you are guest-\\S+ now");
        awaitWho(bob, "lobby", List.of("max"));
        ann.send("after");
        ann.send("at last");
        assertEquals(List.of("[lobby] max: after"), bob.messagesUntil("\\[lobby] max: at last"));
        assertEquals(List.of("[lobby] max: after"), eve.messagesUntil("\\[lobby] max: at last"));
    }

    @Test
    void noMemberWaitsForARedisThatStandsStill() throws Exception {
        Member ann = with(Member.tcp("ann2", a.tcp));
        Member eve = with(Member.socketIo("eve2", a.web));
        Member bob = with(Member.webSocket("bob2", b.web));
        awaitWho(ann, "lobby", List.of("eve2", "bob2"));
        redis.pause();
        try {
            for (int i = 0; i < 100; i++) {
                ann.send("paused " + i);
                assertEquals(List.of(), eve.messagesUntil("\\[lobby] ann2: paused " + i));
            }
            Member new1 = with(Member.tcp("new1", a.tcp)); // enters, and takes a name
            Member new2 = with(Member.socketIo("new2", a.web));
            new1.send("/who");
            new1.messagesUntil("\\* in lobby: .*");
            new1.send("here I am");
            for (Member other : List.of(ann, eve, new2)) {
                other.messagesUntil("\\[lobby] new1: here I am");
            }
        } finally {
            redis.resume();
        }
        awaitWho(bob, "lobby", List.of("ann2", "new1", "new2"));
        ann.send("moving again");
        bob.messagesUntil("\\[lobby] ann2: moving again");
    }
}
