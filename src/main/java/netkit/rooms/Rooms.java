package netkit.rooms;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Who is in which room, and a way to reach them all. A room comes to be when its first member joins and is gone when
 * its last one leaves; every member begins in a room of its own, named by its id. The rules and the order
 * of the events are those of the Socket.IO adapter; what a member is, and how one is reached, is the caller's business.
 *
 * <p>Safe for use by many threads. Events are told, and broadcasts delivered, one at a time and in one order that is
 * the same for everyone; so neither the event listener nor a delivery may block.
 *
 * @param <M> what stands for a member
 */
public final class Rooms<M> {
    private final Map<String, M> members = new LinkedHashMap<>();
    private final Map<String, Set<String>> roomsOf = new LinkedHashMap<>();
    private final Map<String, Set<String>> idsIn = new LinkedHashMap<>();
    private final Consumer<RoomEvent> onEvent;

    public Rooms(Consumer<RoomEvent> onEvent) {
        this.onEvent = onEvent;
    }

    /** @throws IllegalArgumentException when the id is taken */
    public synchronized void enter(String id, M member) {
        if (members.putIfAbsent(id, member) != null) {
            throw new IllegalArgumentException("id '" + id + "' is taken");
        }
        roomsOf.put(id, new LinkedHashSet<>());
        join(id, id);
    }

    /** @return false when the member is in the room already, or not here at all */
    public synchronized boolean join(String id, String room) {
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
    }

    /** @return false when the member was not in the room */
    public synchronized boolean leave(String id, String room) {
        Set<String> rooms = roomsOf.get(id);
        if (rooms == null || !rooms.remove(room)) {
            return false;
        }
        forget(id, room);
        return true;
    }

    /** The member leaves all its rooms, in the order in which it joined them, and is gone. */
    public synchronized void exit(String id) {
        Set<String> rooms = roomsOf.remove(id);
        if (rooms != null) {
            members.remove(id);
            rooms.forEach(room -> forget(id, room));
        }
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
     * Hands every member of any of the rooms to {@code deliver}, once each however many of the rooms it is in.
     *
     * @param except members of any of these rooms are left out; a member's own id is such a room
     * @return how many were reached
     */
    public synchronized int broadcast(Collection<String> rooms, Collection<String> except,
            Consumer<? super M> deliver) {
        Set<String> ids = new LinkedHashSet<>();
        rooms.forEach(room -> ids.addAll(idsIn.getOrDefault(room, Set.of())));
        return deliver(ids, except, deliver);
    }

    /** As {@link #broadcast}, to every member but those in the excepted rooms. */
    public synchronized int broadcastToAll(Collection<String> except, Consumer<? super M> deliver) {
        return deliver(new LinkedHashSet<>(members.keySet()), except, deliver);
    }

    private int deliver(Set<String> ids, Collection<String> except, Consumer<? super M> deliver) {
        except.forEach(room -> idsIn.getOrDefault(room, Set.of()).forEach(ids::remove));
        ids.forEach(id -> deliver.accept(members.get(id)));
        return ids.size();
    }

    /** Hands every member to {@code deliver}, in the order in which they came. */
    public synchronized void forEachMember(BiConsumer<String, ? super M> deliver) {
        members.forEach(deliver);
    }

    /** The rooms that exist, members' own left out, by name, each with the number of its members. */
    public synchronized Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new TreeMap<>();
        idsIn.forEach((room, ids) -> {
            if (!members.containsKey(room)) {
                sizes.put(room, ids.size());
            }
        });
        return sizes;
    }

    /** The members of a room in the order in which they joined; empty when there is no such room. */
    public synchronized List<M> membersOf(String room) {
        List<M> found = new ArrayList<>();
        idsIn.getOrDefault(room, Set.of()).forEach(id -> found.add(members.get(id)));
        return found;
    }

    /** The rooms a member is in, its own first, then as it joined them. */
    public synchronized List<String> roomsOf(String id) {
        return List.copyOf(roomsOf.getOrDefault(id, Set.of()));
    }

    public synchronized boolean exists(String room) {
        return idsIn.containsKey(room);
    }

    /** Whether this is the id of a member who is here, and so the name of that member's own room. */
    public synchronized boolean isMember(String id) {
        return members.containsKey(id);
    }

    public synchronized int size() {
        return members.size();
    }
}
