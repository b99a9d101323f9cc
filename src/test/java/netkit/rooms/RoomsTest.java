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

/** Events and their order are those of the Socket.IO adapter. */
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
        assertFalse(rooms.join("missing", "x"));
        assertFalse(rooms.leave("missing", "x"));
        rooms.exit("missing");

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

    /** Eight threads broadcast concurrently; each member records what it receives, in order. */
    @Test
    @Timeout(60)
    void concurrentBroadcastsReachAllMembersInOneOrder() throws Exception {
        Rooms<List<String>> busy = new Rooms<>(_ -> {});
        Map<String, List<String>> received = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            received.put("m" + i, new ArrayList<>());
            busy.enter("m" + i, received.get("m" + i));
            busy.join("m" + i, "x");
        }
        atOnce(8, sender -> {
            for (int n = 0; n < 200; n++) {
                String text = sender + "/" + n;
                busy.broadcast(List.of("x"), List.of(), list -> {
                    list.add(text);
                    Thread.yield(); // gives a concurrent call the chance to interleave
                });
            }
        });

        assertEquals(1600, received.get("m0").size());
        received.forEach((id, lines) -> assertEquals(received.get("m0"), lines, id));
    }

    /** Replaying the events must give a valid state at every step, which two events out of order would not. */
    @Test
    @Timeout(60)
    void eventsOfConcurrentChangesAreConsistent() throws Exception {
        List<RoomEvent> recorded = Collections.synchronizedList(new ArrayList<>());
        Rooms<String> busy = new Rooms<>(event -> {
            recorded.add(event);
            Thread.yield(); // gives a concurrent call the chance to interleave
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
        for (RoomEvent event : recorded) {
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

    /** Enters members whose names are their ids, and discards the events. */
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

    @Test
    void memberThatWaitsComesBeforeTheNextActionOfTheOneThatKeepsItWaiting() throws InterruptedException {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Thread waiting = Thread.ofPlatform().unstarted(() -> rooms.exclusively(() -> order.add("waiting")));
        rooms.exclusively(() -> {
            waiting.start();
            while (waiting.getState() != Thread.State.WAITING) { // for the lock
                Thread.onSpinWait();
            }
        });
        rooms.exclusively(() -> order.add("next"));
        waiting.join();
        assertEquals(List.of("waiting", "next"), order);
    }
}
