package netkit.socketio.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two servers of netkit and one of npm's socket.io with its Redis adapter are one cluster. */
@Tag("peers")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterPeersTest extends ClusterFixture {
    private static final byte[] BYTES = {0, (byte) 0xFF};
    private final List<Client> clients = new ArrayList<>();

    @BeforeAll
    void start() throws Exception {
        startServers(true);
        int node = nodePort();
        for (int i = 0; i < NAMES.size(); i++) {
            Client client = new Client(NAMES.get(i), List.of(a.port(), b.port(), node).get(i / 2));
            clients.add(client);
            for (String room : ROOMS.get(i)) {
                client.ask("join", room);
            }
        }
        awaitServers(3, clients);
    }

    private Client client(String name) {
        return clients.get(NAMES.indexOf(name));
    }

    /** Each form of broadcast, from each server, and which clients receive it. */
    static Stream<Arguments> forms() {
        Set<String> all = Set.copyOf(NAMES);
        Set<String> r1 = Set.of("a1", "b1", "n1");
        Set<String> r2 = Set.of("a2", "b1", "n2");
        List<Arguments> forms = new ArrayList<>();
        for (String speaker : List.of("a1", "b1", "n1")) {
            String server = speaker.substring(0, 1);
            forms.add(Arguments.of(speaker, "all", all));
            forms.add(Arguments.of(speaker, "room", r1));
            forms.add(Arguments.of(speaker, "rooms", Set.of("a1", "a2", "b1", "n1", "n2")));
            forms.add(Arguments.of(speaker, "except", without(all, r1)));
            forms.add(Arguments.of(speaker, "room except", without(r1, r2)));
            forms.add(Arguments.of(speaker, "broadcast", without(all, Set.of(speaker))));
            forms.add(Arguments.of(speaker, "socket to room", without(r1, Set.of(speaker))));
            forms.add(Arguments.of(speaker, "local", Set.of(server + "1", server + "2")));
        }
        forms.add(Arguments.of("n1", "emitter all", all));
        forms.add(Arguments.of("n1", "emitter room", r1));
        return forms.stream();
    }

    private static Set<String> without(Set<String> some, Set<String> others) {
        Set<String> left = new TreeSet<>(some);
        left.removeAll(others);
        return left;
    }

    @Order(1)
    @ParameterizedTest(name = "{1} from {0}")
    @MethodSource("forms")
    void broadcastReachesTheRightClientsOnce(String speaker, String form, Set<String> receivers)
            throws Exception {
        client(speaker).ask("emit", form, List.of("hé", 1, BYTES));
        String marker = "after " + form + " from " + speaker;
        client(speaker).ask("emit", form.startsWith("emitter") ? "emitter all" : "all", List.of(marker));

        for (Client client : clients) {
            List<List<Object>> news = client.newsUntil(marker);
            assertEquals(receivers.contains(client.name) ? 1 : 0, news.size(),
                    () -> client + " received " + news);
            for (List<Object> values : news) {
                assertEquals(List.of("hé", 1L), values.subList(0, 2));
                assertEquals(List.of((byte) 0, (byte) 0xFF),
                        List.of(((byte[]) values.get(2))[0], ((byte[]) values.get(2))[1]));
            }
        }
    }

    @Order(2)
    @ParameterizedTest
    @MethodSource("speakers")
    void eventReachesAClientOfAnotherServerByItsId(String speaker) throws Exception {
        for (Client receiver : clients) {
            client(speaker).socket.emit("to id", receiver.socket.id(), "for " + receiver);
            assertEquals(List.of("for " + receiver), receiver.next());
        }
    }

    static Stream<String> speakers() {
        return Stream.of("a1", "b2", "n1");
    }

    @Order(2)
    @ParameterizedTest
    @MethodSource("speakers")
    void acknowledgementsAreGatheredFromAllServers(String speaker) throws Exception {
        assertEquals(NAMES.stream().map(name -> "reply of " + name).toList(),
                client(speaker).ask("gather").list(0));
    }

    @Order(2)
    @ParameterizedTest
    @MethodSource("speakers")
    void clientsOfAllServersAreFetched(String speaker) throws Exception {
        List<String> inR2 = Stream.of("a2", "b1", "n2").map(this::described).sorted().toList();
        assertEquals(inR2, client(speaker).ask("fetch", "r2").list(0));
        assertEquals(NAMES.stream().map(this::described).sorted().toList(),
                client(speaker).ask("fetch", (Object) null).list(0));
    }

    private String described(String name) {
        Set<String> rooms = new TreeSet<>(ROOMS.get(NAMES.indexOf(name)));
        rooms.add(client(name).socket.id());
        return client(name).socket.id() + (name.startsWith("n") ? " node " : " netkit ")
                + String.join(" ", rooms);
    }

    @Order(2)
    @ParameterizedTest
    @MethodSource("speakers")
    void roomsOfAllServersAreKnown(String speaker) throws Exception {
        Set<Object> rooms = new TreeSet<>(List.of("r1", "r2"));
        clients.forEach(client -> rooms.add(client.socket.id()));
        assertEquals(List.copyOf(rooms), client(speaker).ask("rooms").list(0));
    }

    @Order(2)
    @ParameterizedTest
    @MethodSource("speakers")
    void programsOfTheOtherServersReply(String speaker) throws Exception {
        assertEquals(speaker.startsWith("n") ? List.of("netkit heard hi", "netkit heard hi")
                : List.of("netkit heard hi", "node heard hi"),
                client(speaker).ask("ask servers", "hi").list(0));
    }

    @Order(2)
    @ParameterizedTest
    @MethodSource("speakers")
    void programsOfTheOtherServersHearAnEvent(String speaker) throws Exception {
        String word = "word of " + speaker;
        client(speaker).socket.emit("tell servers", word);
        for (Client client : clients) {
            if (client.name.charAt(0) != speaker.charAt(0)) {
                await(() -> client.ask("heard").list(0), heard -> heard.contains(word));
            }
        }
        assertEquals(false, client(speaker).ask("heard").list(0).contains(word));
    }

    @Order(3)
    @ParameterizedTest
    @MethodSource("speakers")
    void clientsOfOtherServersJoinAndLeaveRooms(String speaker) throws Exception {
        String room = "moved by " + speaker;
        client(speaker).ask("move", "r2", room);
        List<String> moved = Stream.of("a2", "b1", "n2").map(name -> client(name).socket.id()).sorted()
                .toList();
        await(() -> ids(speaker, room), moved::equals); // the others have not been told at once
        client(speaker).ask("remove", room);
        await(() -> ids(speaker, room), List::isEmpty);
    }

    private List<String> ids(String speaker, String room) throws Exception {
        return client(speaker).ask("fetch", (Object) room).list(0).stream()
                .map(line -> line.toString().split(" ")[0])
                .sorted()
                .toList();
    }

    @Order(4)
    @Test
    void clientsOfOtherServersAreDisconnected() throws Exception {
        client("a1").socket.emit("throw out", "r2");
        for (String name : List.of("a2", "b1", "n2")) {
            assertEquals("io server disconnect",
                    client(name).ends.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
        }
        client("n1").socket.emit("throw out", client("b2").socket.id());
        assertEquals("io server disconnect", client("b2").ends.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
        List<String> left = Stream.of("a1", "n1").map(name -> client(name).socket.id()).sorted().toList();
        await(() -> ids("a1", null), left::equals); // a server forgets a client after it has sent DISCONNECT
    }
}
