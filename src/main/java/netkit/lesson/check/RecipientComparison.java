package netkit.lesson.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares the printed recipients of an emit with the right ones, in any order, and says what kind of mistake it is. */
final class RecipientComparison {
    private static final String RECIPIENT = "to ";

    private final Map<String, RoomNamespace> namespaces;
    private final RoomOperation emit;
    private final Set<String> right;
    private final RoomNamespace namespace;

    /** @param namespaces as they are after the operation */
    RecipientComparison(Map<String, RoomNamespace> namespaces, RoomOperation operation, Set<String> right) {
        this.namespaces = namespaces;
        emit = operation;
        this.right = right;
        namespace = namespaces.get(operation.namespace());
    }

    Optional<RoomSession.Wrong> wrong(List<String> lines) {
        List<String> printed = lines.stream().filter(line -> line.startsWith(RECIPIENT))
                .map(line -> line.substring(RECIPIENT.length())).toList();
        Set<String> found = new LinkedHashSet<>(printed);
        Set<String> extra = new LinkedHashSet<>(found);
        extra.removeAll(right);
        if (!extra.isEmpty()) {
            return Optional.of(extra(found, extra));
        }
        if (!found.containsAll(right)) {
            return Optional.of(missing(found));
        }
        Set<String> seen = new HashSet<>();
        return printed.stream().filter(id -> !seen.add(id)).findFirst()
                .map(id -> of("twice", id, id + " gets it more than once: it is in " + rooms(id)));
    }

    private RoomSession.Wrong extra(Set<String> found, Set<String> extra) {
        String first = extra.iterator().next();
        Optional<String> sender = namespace.sender(emit);
        if (emit.verb() != RoomOperation.Verb.EMIT) {
            return of("no emit", first, "\"to " + first + "\" answers an emit only");
        }
        if (sender.isPresent() && extra.equals(Set.of(sender.get()))) {
            return of("sender", first, first + " should not get it: it is the sender itself");
        }
        Set<String> others = new HashSet<>(namespace.connected());
        sender.ifPresent(others::remove);
        if (right.isEmpty() && !emit.rooms().isEmpty() && others.size() > 1 && found.containsAll(others)
                && emit.except().isEmpty()) {
            return of("everybody", first, "all get it, but no one else is in "
                    + String.join(" or ", emit.rooms()));
        }
        Optional<String> excepted = extra.stream()
                .filter(id -> namespace.connected().contains(id) && isIn(id, emit.except())).findFirst();
        if (excepted.isPresent()) {
            return of("except", excepted.get(), excepted.get() + " should not get it: it is in "
                    + String.join(" or ", emit.except()) + ", which is excepted");
        }
        return stranger(first);
    }

    private RoomSession.Wrong stranger(String id) {
        boolean elsewhere = namespaces.values().stream()
                .anyMatch(other -> other != namespace && (other.recipients(emit).contains(id)
                        || other.connected().contains(id) && !namespace.connected().contains(id)));
        if (elsewhere) {
            return of("namespace", id, id + " should not get it: it is there in another namespace only");
        }
        if (!namespace.connected().contains(id)) {
            return namespace.isFormer(id) ? of("gone", id, id + " should not get it: it has disconnected")
                    : of("unknown id", id, "there is no socket " + id);
        }
        if (namespace.hadRoom(id, emit.rooms())) {
            return of("earlier rooms", id, id + " should not get it: it has joined none of "
                    + String.join(", ", emit.rooms()) + "; its client had, before it disconnected");
        }
        return of("stranger", id, id + " should not get it: it is in " + rooms(id));
    }

    private RoomSession.Wrong missing(Set<String> found) {
        String first = right.stream().filter(id -> !found.contains(id)).findFirst().orElseThrow();
        String message = first + " should get it, too" + (emit.rooms().isEmpty() ? ": it is connected"
                : ": it is in " + rooms(first));
        List<String> to = emit.rooms();
        if (to.contains(first)) {
            return new RoomSession.Wrong("own room", message + ", the room of its own id", concerned(first),
                    true);
        }
        List<String> except = new ArrayList<>(emit.except());
        namespace.sender(emit).ifPresent(except::add);
        if (to.size() > 1) {
            Set<String> inAll = new HashSet<>(namespace.reached(to, except));
            to.forEach(room -> inAll.retainAll(namespace.members(room)));
            if (found.equals(inAll) && !found.equals(right)) {
                return new RoomSession.Wrong("intersection", message + "; it need not be in all rooms",
                        concerned(first), false);
            }
            for (String one : List.of(to.getFirst(), to.getLast())) {
                if (found.equals(namespace.reached(List.of(one), except))) {
                    return new RoomSession.Wrong("one room", message + "; only " + one + " was looked at",
                            concerned(first), false);
                }
            }
        }
        return new RoomSession.Wrong("left out", message, concerned(first), true);
    }

    private RoomSession.Wrong of(String field, String id, String message) {
        return new RoomSession.Wrong(field, message, concerned(id), false);
    }

    /** The rooms whose history explains why an id gets the event, or does not. */
    private Set<String> concerned(String id) {
        Set<String> rooms = new HashSet<>(emit.rooms());
        rooms.addAll(emit.except());
        if (rooms.isEmpty()) {
            rooms.add(id);
        }
        return rooms;
    }

    private boolean isIn(String id, Collection<String> rooms) {
        return namespace.roomsOf(id).stream().anyMatch(rooms::contains);
    }

    private String rooms(String id) {
        List<String> rooms = namespace.roomsOf(id);
        return rooms.isEmpty() ? "no room" : String.join(", ", rooms);
    }
}
