package netkit.lesson.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import netkit.rooms.RoomEvent;
import netkit.rooms.Rooms;

/**
 * The sockets and rooms of one namespace, as {@code netkit.rooms} keeps them. The id of a socket is the name of its
 * client and the number of its connection: {@code ann.1}, and {@code ann.2} when ann is back.
 */
final class RoomNamespace {
    private final List<RoomEvent> events = new ArrayList<>();
    private final Rooms<String> rooms = new Rooms<>(events::add);
    /** Connected clients, with their ids. */
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final Map<String, Integer> connections = new HashMap<>();
    /** The rooms of sockets that are gone, by id. */
    private final Map<String, List<String>> former = new HashMap<>();

    /**
     * What is right.
     *
     * @param events of the adapter, in order
     * @param recipients the ids that get the event of an emit
     */
    record Answer(List<RoomEvent> events, Set<String> recipients) {}

    /** Carries an operation out; what is impossible, such as a second connect, changes nothing. */
    Answer run(RoomOperation operation) {
        events.clear();
        Optional<String> id = operation.client().map(ids::get);
        Set<String> recipients = Set.of();
        switch (operation.verb()) {
            case CONNECT -> {
                String name = operation.client().orElseThrow();
                if (id.isEmpty()) {
                    String next = name + "." + connections.merge(name, 1, Integer::sum);
                    ids.put(name, next);
                    rooms.enter(next, next);
                }
            }
            case DISCONNECT -> id.ifPresent(gone -> {
                former.put(gone, rooms.roomsOf(gone));
                ids.remove(operation.client().orElseThrow());
                rooms.exit(gone);
            });
            case JOIN -> id.ifPresent(one -> rooms.join(one, operation.rooms().getFirst()));
            case LEAVE -> id.ifPresent(one -> rooms.leave(one, operation.rooms().getFirst()));
            case EMIT -> recipients = recipients(operation);
        }
        return new Answer(List.copyOf(events), recipients);
    }

    /** Returns who gets the event of an emit now. */
    Set<String> recipients(RoomOperation emit) {
        List<String> except = new ArrayList<>(emit.except());
        sender(emit).ifPresent(except::add);
        return reached(emit.rooms(), except);
    }

    /** Returns the members of any of these rooms, or of all if there are none, except those of others. */
    Set<String> reached(List<String> to, List<String> except) {
        Set<String> reached = new LinkedHashSet<>();
        if (to.isEmpty()) {
            rooms.broadcastToAll(except, reached::add);
        } else {
            rooms.broadcast(to, except, reached::add);
        }
        return reached;
    }

    /** Returns the id of the socket that emits; empty if the server does. */
    Optional<String> sender(RoomOperation emit) {
        return emit.client().map(ids::get);
    }

    Set<String> connected() {
        return Set.copyOf(ids.values());
    }

    boolean isConnected(String client) {
        return ids.containsKey(client);
    }

    /** Returns the id of a client's last connection; empty if it never was connected. */
    Optional<String> lastId(String client) {
        return Optional.ofNullable(connections.get(client)).map(count -> client + "." + count);
    }

    boolean isFormer(String id) {
        return former.containsKey(id);
    }

    /** Whether an earlier socket of the same client was in one of these rooms when it disconnected. */
    boolean hadRoom(String id, List<String> names) {
        String start = id.substring(0, id.indexOf('.') + 1);
        return former.entrySet().stream().anyMatch(
                entry -> entry.getKey().startsWith(start)
                        && names.stream().anyMatch(entry.getValue()::contains));
    }

    List<String> roomsOf(String id) {
        return rooms.roomsOf(id);
    }

    List<String> members(String room) {
        return rooms.membersOf(room);
    }
}
