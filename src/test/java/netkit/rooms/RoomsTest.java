package netkit.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The events and their order are those that the adapter of Socket.IO emits. */
class RoomsTest {
    private final List<String> events = new ArrayList<>();
    private final Rooms<String> rooms = new Rooms<>(event -> events.add(event.toString()));

    @Test
    void memberStartsInTheRoomOfItsOwnId() {
        rooms.enter("a", "Ann");

        assertEquals(List.of("create-room a", "join-room a a"), events);
        assertEquals(List.of("a"), rooms.roomsOf("a"));
        assertEquals(List.of("Ann"), rooms.membersOf("a"));
        assertTrue(rooms.isMember("a"));
    }

    @Test
    void idMustBeUnique() {
        rooms.enter("a", "Ann");

        assertThrows(IllegalArgumentException.class, () -> rooms.enter("a", "Bob"));
        assertEquals(List.of("Ann"), rooms.membersOf("a"));
        assertEquals(1, rooms.size());
    }

    @Test
    void firstJoinCreatesRoomAndLastLeaveDeletesIt() {
        enter("a", "b");

        rooms.join("a", "x");
        rooms.join("b", "x");
        rooms.leave("a", "x");
        rooms.leave("b", "x");

        assertEquals(List.of("create-room x", "join-room x a", "join-room x b", "leave-room x a",
                "leave-room x b", "delete-room x"), events);
        assertFalse(rooms.exists("x"));
    }

    @Test
    void repeatedJoinAndLeaveOfOtherRoomAreIgnored() {
        enter("a");
        assertTrue(rooms.join("a", "x"));
        events.clear();

        assertFalse(rooms.join("a", "x"));
        assertFalse(rooms.leave("a", "y"));
        assertFalse(rooms.join("nobody", "x"));
        assertFalse(rooms.leave("nobody", "x"));
        rooms.exit("nobody");

        assertEquals(List.of(), events);
        assertEquals(List.of("a"), rooms.membersOf("x"));
        assertFalse(rooms.exists("y"));
    }

    @Test
    void exitLeavesRoomsInJoinOrder() {
        enter("a", "b");
        rooms.join("b", "y");
        rooms.join("a", "z");
        rooms.join("a", "y");
        rooms.join("a", "x");
        rooms.leave("a", "z");
        rooms.join("a", "z");
        events.clear();

        rooms.exit("a");

        assertEquals(List.of("leave-room a a", "delete-room a", "leave-room y a", "leave-room x a",
                "delete-room x", "leave-room z a", "delete-room z"), events);
        assertFalse(rooms.isMember("a"));
        assertEquals(List.of(), rooms.roomsOf("a"));
        assertEquals(1, rooms.size());
    }

    @Test
    void memberOfSeveralRoomsGetsOneCopy() {
        enter("a", "b", "c");
        join("x", "a", "b");
        join("y", "b", "c");

        assertEquals(List.of("a", "b", "c"), reached(List.of("x", "y"), List.of()));
    }

    @Test
    void membersOfExceptedRoomsAndIdsAreSkipped() {
        enter("a", "b", "c", "d");
        join("x", "a", "b", "c", "d");
        join("quiet", "c", "d");

        assertEquals(List.of("b"), reached(List.of("x"), List.of("a", "quiet")));
        assertEquals(List.of("a", "b", "c", "d"), reached(List.of("x"), List.of("no such room")));
    }

    @Test
    void broadcastToIdReachesThatMemberAndToMissingRoomReachesNone() {
        enter("a", "b");

        assertEquals(List.of("b"), reached(List.of("b"), List.of()));
        assertEquals(List.of(), reached(List.of("nowhere"), List.of()));
        assertEquals(List.of(), reached(List.of(), List.of()));
    }

    @Test
    void broadcastToAllSkipsMembersOfExceptedRooms() {
        enter("a", "b", "c", "d");
        join("quiet", "b", "c");
        List<String> reached = new ArrayList<>();

        assertEquals(1, rooms.broadcastToAll(List.of("a", "quiet"), reached::add));
        assertEquals(List.of("d"), reached);
        assertEquals(4, rooms.broadcastToAll(List.of(), reached::add));
    }

    @Test
    void broadcastReturnsNumberOfRecipients() {
        enter("a", "b", "c");
        join("x", "a", "b", "c");

        assertEquals(2, rooms.broadcast(List.of("x"), List.of("b"), _ -> {}));
    }

    @Test
    void sizesCountMembersByRoomWithoutRoomsOfIds() {
        enter("a", "b");
        join("y", "a");
        join("x", "a", "b");

        assertEquals("{x=2, y=1}", rooms.sizes().toString());
    }

    @Test
    void membersAreIteratedInEntryOrder() {
        enter("b", "a", "c");
        List<String> seen = new ArrayList<>();

        rooms.forEachMember((id, member) -> seen.add(id + member));

        assertEquals(List.of("bb", "aa", "cc"), seen);
    }

    @Test
    void returnedListsAreCopies() {
        enter("a");
        join("x", "a");
        List<String> before = rooms.membersOf("x");
        List<String> roomsBefore = rooms.roomsOf("a");

        rooms.exit("a");

        assertEquals(List.of("a"), before);
        assertEquals(List.of("a", "x"), roomsBefore);
    }

    /** Eight threads speak at once; each member keeps what it hears, in its order. */
    @Test
    @Timeout(60)
    void concurrentBroadcastsReachAllMembersInOneOrder() throws Exception {
        Rooms<List<String>> busy = new Rooms<>(_ -> {});
        Map<String, List<String>> heard = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            heard.put("m" + i, new ArrayList<>());
            busy.enter("m" + i, heard.get("m" + i));
            busy.join("m" + i, "x");
        }
        atOnce(8, speaker -> {
            for (int n = 0; n < 200; n++) {
                String text = speaker + "/" + n;
                busy.broadcast(List.of("x"), List.of(), list -> {
                    list.add(text);
                    Thread.yield(); // whoever may break in here does
                });
            }
        });

        assertEquals(1600, heard.get("m0").size());
        heard.forEach((id, lines) -> assertEquals(heard.get("m0"), lines, id));
    }

    /** Replaying the events must give, at every step, a possible story: it would not if two were told out of order. */
    @Test
    @Timeout(60)
    void eventsOfConcurrentChangesAreConsistent() throws Exception {
        List<RoomEvent> told = Collections.synchronizedList(new ArrayList<>());
        Rooms<String> busy = new Rooms<>(event -> {
            told.add(event);
            Thread.yield(); // whoever may break in here does
        });
        atOnce(8, seed -> {
            Random random = new Random(seed);
            String id = "m" + seed;
            for (int n = 0; n < 1000; n++) {
                busy.enter(id, id);
                busy.join(id, "x" + random.nextInt(2));
                busy.join(id, "x" + random.nextInt(2));
                busy.leave(id, "x" + random.nextInt(2));
                busy.exit(id);
            }
        });

        Map<String, List<String>> members = new HashMap<>();
        for (RoomEvent event : told) {
            List<String> before = members.get(event.room());
            boolean possible = switch (event.kind()) {
                case CREATE_ROOM -> before == null && members.put(event.room(), new ArrayList<>()) == null;
                case JOIN_ROOM -> before != null && !before.contains(event.id()) && before.add(event.id());
                case LEAVE_ROOM -> before != null && before.remove(event.id());
                case DELETE_ROOM -> before != null && members.remove(event.room()).isEmpty();
            };
            assertTrue(possible, () -> event + " is not possible where " + event.room() + " has " + before);
        }
        assertEquals(Map.of(), members);
    }

    private interface Work {
        void run(int number);
    }

    private static void atOnce(int threads, Work work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                all.add(pool.submit(() -> {
                    start.await();
                    work.run(number);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    /** Each under a name that is its id; the events of that are not kept. */
    private void enter(String... ids) {
        for (String id : ids) {
            rooms.enter(id, id);
        }
        events.clear();
    }

    private void join(String room, String... ids) {
        for (String id : ids) {
            rooms.join(id, room);
        }
    }

    private List<String> reached(List<String> to, List<String> except) {
        List<String> reached = new ArrayList<>();
        rooms.broadcast(to, except, reached::add);
        return reached;
    }
}
