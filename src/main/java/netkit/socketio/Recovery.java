package netkit.socketio;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What a namespace keeps for clients that lost their connection (Socket.IO, Connection state recovery): who they were,
 * and the events of the last minutes. Each event carries its offset as its last argument; a client that comes back tells
 * the last one it got, and what followed is sent again, if it was meant for it.
 *
 * <p>Not safe for many threads: it belongs to the lock that puts a namespace's events in order.
 */
final class Recovery {
    /** The most text and bytes of events that are kept; beyond, the oldest go early, and who needs them starts anew. */
    private static final long MAX_KEPT = 64 << 20;

    /** Who a client was. */
    record Session(String sid, String pid, List<String> rooms, Map<String, Object> data) {}

    /** @param missed the values of the events to be sent again, in their order */
    record Restored(Session session, List<List<Object>> missed) {}

    private record KeptSession(Session session, long since) {}

    private record KeptEvent(String offset, List<Object> values, Set<String> rooms, Set<String> except,
            int size,
            long since) {
        boolean isFor(Collection<String> hisRooms) {
            return (rooms.isEmpty() || hisRooms.stream().anyMatch(rooms::contains))
                    && hisRooms.stream().noneMatch(except::contains);
        }
    }

    private final long keepNanos;
    private final String prefix;
    private final LongSupplier nanoTime;
    private final Map<String, KeptSession> sessions = new HashMap<>();
    private final ArrayDeque<KeptEvent> events = new ArrayDeque<>();
    private long kept;
    private long count;

    /**
     * @param keep how long sessions and events are kept
     * @param prefix begins every offset, and nothing else that a program emits
     */
    Recovery(Duration keep, String prefix, LongSupplier nanoTime) {
        this.keepNanos = keep.toNanos();
        this.prefix = prefix;
        this.nanoTime = nanoTime;
    }

    String nextOffset() {
        return prefix + "." + Long.toString(count++, Character.MAX_RADIX);
    }

    /**
     * @param values with the offset at the end
     * @param rooms to which it was sent; empty for all
     * @param size roughly what it takes, bytes
     */
    void keep(String offset, List<Object> values, Set<String> rooms, Set<String> except, int size) {
        events.add(new KeptEvent(offset, values, rooms, except, size, nanoTime.getAsLong()));
        kept += size;
        while (kept > MAX_KEPT && events.size() > 1) {
            kept -= events.remove().size;
        }
        forgetOld();
    }

    void persist(Session session) {
        forgetOld();
        sessions.put(session.pid, new KeptSession(session, nanoTime.getAsLong()));
    }

    /** The session is the caller's from then on, and not kept any more; empty when it is too long ago. */
    Optional<Restored> restore(String pid, String offset) {
        forgetOld();
        KeptSession found = sessions.get(pid);
        if (found == null) {
            return Optional.empty();
        }
        List<List<Object>> missed = new ArrayList<>();
        boolean known = false;
        for (KeptEvent event : events) {
            if (known && event.isFor(found.session.rooms)) {
                missed.add(event.values);
            }
            known |= event.offset.equals(offset);
        }
        if (!known) {
            return Optional.empty();
        }
        sessions.remove(pid);
        return Optional.of(new Restored(found.session, missed));
    }

    private void forgetOld() {
        long now = nanoTime.getAsLong();
        while (!events.isEmpty() && now - events.peek().since > keepNanos) {
            kept -= events.remove().size;
        }
        Iterator<KeptSession> all = sessions.values().iterator();
        while (all.hasNext()) {
            if (now - all.next().since > keepNanos) {
                all.remove();
            }
        }
    }
}
