package netkit.socketio;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The clients of a namespace that an operation is for: those in any of some rooms, or all if there are none, except those
 * in the excluded rooms. A client's id is also the name of a room of its own.
 */
public record Selection(Set<String> rooms, Set<String> except) {
    static final Selection ALL = new Selection(Set.of(), Set.of());

    public Selection {
        rooms = Collections.unmodifiableSet(new LinkedHashSet<>(rooms));
        except = Collections.unmodifiableSet(new LinkedHashSet<>(except));
    }
}
