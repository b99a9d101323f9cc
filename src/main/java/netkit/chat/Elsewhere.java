package netkit.chat;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members of the chat at other servers, as they were known at one moment. Immutable. */
public final class Elsewhere {
    /** No members: this server is alone. */
    public static final Elsewhere NONE = new Elsewhere(List.of());

    /**
     * A member at another server.
     *
     * @param named when it took its name, microseconds since 1970; 0 if its server does not say
     * @param rooms without its own
     */
    public record Member(String id, String name, long named, List<String> rooms) {
        /** Whether this member had its name before another one: the earlier moment, and of equal ones the smaller id. */
        boolean isNamedBefore(long otherNamed, String otherId) {
            return named > 0
                    && (named < otherNamed || named == otherNamed && id.compareTo(otherId) < 0);
        }
    }

    private final Map<String, Member> byId = new LinkedHashMap<>();
    private final Map<String, Member> byName = new HashMap<>();
    private final Map<String, Integer> sizes = new HashMap<>();

    /** @param members the rooms among theirs that no chat can have are left out */
    public Elsewhere(Collection<Member> members) {
        for (Member member : members) {
            List<String> rooms = member.rooms.stream()
                    .filter(room -> Chat.isRoom(room) && !room.equals(member.id)).toList();
            Member known = new Member(member.id, member.name, member.named, rooms);
            byId.put(known.id, known);
            byName.merge(Names.fold(known.name), known,
                    (one, other) -> one.isNamedBefore(other.named, other.id) ? one : other);
            rooms.forEach(room -> sizes.merge(room, 1, Integer::sum));
        }
        byId.keySet().forEach(sizes::remove); // the rooms of one member's own
    }

    /** Returns whether a member has this id. */
    public boolean isMember(String id) {
        return byId.containsKey(id);
    }

    /** Returns the member of that name; of several, the one that had it first. */
    public Optional<Member> holder(String name) {
        return Optional.ofNullable(byName.get(Names.fold(name)));
    }

    /** Returns the number of members of each room. */
    public Map<String, Integer> sizes() {
        return Map.copyOf(sizes);
    }

    /** Returns the number of members of a room. */
    public int sizeOf(String room) {
        return sizes.getOrDefault(room, 0);
    }

    /** Returns the members of a room. */
    public List<Member> membersOf(String room) {
        return sizeOf(room) == 0 ? List.of()
                : byId.values().stream().filter(member -> member.rooms.contains(room)).toList();
    }

    public int size() {
        return byId.size();
    }
}
