package netkit.rooms;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The members of rooms, and broadcasts to them. A room is created when its first member joins and deleted when its last
 * one leaves; each member starts in a room of its own, named by its id. The rules and the order of the events are those
 * of the Socket.IO adapter; what a member is, and how it is reached, is up to the caller.
 * <p>Thread-safe. Events and broadcasts are delivered one at a time, in the same order for all members; neither the event
 * listener nor a delivery may block.
 *
 * @param <M> type of a member
 */
public final class Rooms<M> {
    /** Fair: else members that speak without a pause would pass the lock among themselves, and all others would wait. */
    private final ReentrantLock lock = new ReentrantLock(true);

    // All maps are guarded by the lock.
    private final Map<String, M> members = new LinkedHashMap<>();
    private final Map<String, Set<String>> roomsOf = new LinkedHashMap<>();
    private final Map<String, Set<String>> idsIn = new LinkedHashMap<>();
    private final Consumer<RoomEvent> onEvent;

    public Rooms(Consumer<RoomEvent> onEvent) {
        this.onEvent = onEvent;
    }

    /** Runs an action, which must not block: meanwhile no member enters, moves or exits, and nothing else is delivered. */
    public <T> T exclusively(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** Does the same with an action without a result. */
    public void exclusively(Runnable action) {
        exclusively(() -> {
            action.run();
            return null;
        });
    }

    /**
     * Adds a member.
     *
     * @throws IllegalArgumentException if the id is taken
     */
    public void enter(String id, M member) {
        enter(id, member, List.of());
    }

    /**
     * Adds a member.
     *
     * @param before rooms that it joins before the one of its own
     * @throws IllegalArgumentException if the id is taken
     */
    public void enter(String id, M member, Collection<String> before) {
        exclusively(() -> {
            if (members.putIfAbsent(id, member) != null) {
                throw new IllegalArgumentException("id '" + id + "' is taken");
            }
            roomsOf.put(id, new LinkedHashSet<>());
            before.forEach(room -> join(id, room));
            join(id, id);
        });
    }

    /** Adds a member to a room; returns false if it is in the room already, or is no member. */
    public boolean join(String id, String room) {
        return exclusively(() -> {
            Set<String> rooms = roomsOf.get(id);
            if (rooms == null || !rooms.add(room)) {
                return false;
            }
            Set<String> ids = idsIn.get(room);
            if (ids == null) {
                ids = new LinkedHashSet<>();
                idsIn.put(room, ids);
                onEvent.accept(new RoomEvent(RoomEvent.Kind.CREATE_ROOM, room, ""));
            }
            ids.add(id);
            onEvent.accept(new RoomEvent(RoomEvent.Kind.JOIN_ROOM, room, id));
            return true;
        });
    }

    /** Removes a member from a room; returns false if it was not in the room. */
    public boolean leave(String id, String room) {
        return exclusively(() -> {
            Set<String> rooms = roomsOf.get(id);
            if (rooms == null || !rooms.remove(room)) {
                return false;
            }
            forget(id, room);
            return true;
        });
    }

    /** Removes a member from all its rooms, in the order in which it joined them. */
    public void exit(String id) {
        exclusively(() -> {
            Set<String> rooms = roomsOf.remove(id);
            if (rooms != null) {
                rooms.forEach(room -> forget(id, room));
                members.remove(id); // now that the listener has heard of all its rooms
            }
        });
    }

    private void forget(String id, String room) {
        Set<String> ids = idsIn.get(room);
        ids.remove(id);
        onEvent.accept(new RoomEvent(RoomEvent.Kind.LEAVE_ROOM, room, id));
        if (ids.isEmpty()) {
            idsIn.remove(room);
            onEvent.accept(new RoomEvent(RoomEvent.Kind.DELETE_ROOM, room, ""));
        }
    }

    /**
     * Passes each member of any of the rooms to {@code deliver}, once even if it is in several of the rooms.
     *
     * @param except members of any of these rooms are skipped; a member's own id is such a room
     * @return the number of members reached
     */
    public int broadcast(Collection<String> rooms, Collection<String> except,
            Consumer<? super M> deliver) {
        return exclusively(() -> {
            Set<String> ids = new LinkedHashSet<>();
            rooms.forEach(room -> ids.addAll(idsIn.getOrDefault(room, Set.of())));
            return deliver(ids, except, deliver);
        });
    }

    /** Passes each member to {@code deliver}, except those in the excepted rooms; returns their number. */
    public int broadcastToAll(Collection<String> except, Consumer<? super M> deliver) {
        return exclusively(() -> deliver(new LinkedHashSet<>(members.keySet()), except, deliver));
    }

    private int deliver(Set<String> ids, Collection<String> except, Consumer<? super M> deliver) {
        except.forEach(room -> idsIn.getOrDefault(room, Set.of()).forEach(ids::remove));
        ids.forEach(id -> deliver.accept(members.get(id)));
        return ids.size();
    }

    /** Passes each member to {@code deliver}, in the order in which they were added. */
    public void forEachMember(BiConsumer<String, ? super M> deliver) {
        exclusively(() -> members.forEach(deliver));
    }

    /** Returns the number of members of each room by its name, without the members' own rooms. */
    public Map<String, Integer> sizes() {
        return exclusively(() -> {
            Map<String, Integer> sizes = new TreeMap<>();
            idsIn.forEach((room, ids) -> {
                if (!members.containsKey(room)) {
                    sizes.put(room, ids.size());
                }
            });
            return sizes;
        });
    }

    /** Returns the names of all rooms, the members' own included. */
    public Set<String> names() {
        return exclusively(() -> Set.copyOf(idsIn.keySet()));
    }

    /** Returns the members of a room in the order in which they joined; empty if there is no such room. */
    public List<M> membersOf(String room) {
        return exclusively(() -> {
            List<M> found = new ArrayList<>();
            idsIn.getOrDefault(room, Set.of()).forEach(id -> found.add(members.get(id)));
            return found;
        });
    }

    /** Returns the rooms of a member, its own included, in the order in which it joined them. */
    public List<String> roomsOf(String id) {
        return exclusively(() -> List.copyOf(roomsOf.getOrDefault(id, Set.of())));
    }

    public boolean exists(String room) {
        return exclusively(() -> idsIn.containsKey(room));
    }

    /** Returns the member of this id; null if there is none. */
    public M member(String id) {
        return exclusively(() -> members.get(id));
    }

    /** Returns the number of members of a room. */
    public int sizeOf(String room) {
        return exclusively(() -> idsIn.getOrDefault(room, Set.of()).size());
    }

    /** Whether this is the id of a member, and therefore the name of that member's own room. */
    public boolean isMember(String id) {
        return exclusively(() -> members.containsKey(id));
    }

    public int size() {
        return exclusively(() -> members.size());
    }
}
