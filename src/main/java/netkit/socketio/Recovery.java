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

import netkit.net.Scheduler;

/**
 * The sessions and recent events that a namespace stores for connection state recovery (Socket.IO, Connection state
 * recovery). Each event carries an offset as its last argument; a client that reconnects sends the last offset it
 * received and gets the later events that were addressed to it.
 *
 * <p>Not thread-safe: guarded by the lock that orders the namespace's events.
 */
final class Recovery {
    /** Maximum total size of stored events; beyond it the oldest are dropped, and clients that need them start anew. */
    private static final long MAX_STORED = Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 8);

    /** The state of a disconnected client. */
    record Session(String sid, String pid, List<String> rooms, Map<String, Object> data) {}

    /** @param missed the values of the events the client missed, in order */
    record Restored(Session session, List<List<Object>> missed) {}

    private record StoredSession(Session session, long storedAt) {}

    private record StoredEvent(String offset, List<Object> values, Set<String> rooms, Set<String> except,
            long size, long storedAt) {
        boolean isAddressedTo(Collection<String> memberRooms) {
            return (rooms.isEmpty() || memberRooms.stream().anyMatch(rooms::contains))
                    && memberRooms.stream().noneMatch(except::contains);
        }
    }

    private final long retentionNanos;
    private final String prefix;
    private final Scheduler clock;
    private final Map<String, StoredSession> sessions = new HashMap<>();
    private final ArrayDeque<StoredEvent> events = new ArrayDeque<>();
    private long storedSize;
    private long count;

    /**
     * @param retention time for which sessions and events are stored
     * @param prefix of every offset; random, so that no other string that a program emits is taken for an offset
     */
    Recovery(Duration retention, String prefix, Scheduler clock) {
        this.retentionNanos = retention.toNanos();
        this.prefix = prefix;
        this.clock = clock;
    }

    String nextOffset() {
        return prefix + "." + Long.toString(count++, Character.MAX_RADIX);
    }

    /**
     * Stores an event.
     *
     * @param values ending with the offset
     * @param rooms to which it was sent; empty for all clients
     * @param size approximate, bytes
     */
    void store(String offset, List<Object> values, Set<String> rooms, Set<String> except, long size) {
        events.add(new StoredEvent(offset, values, rooms, except, size, clock.now()));
        storedSize += size;
        while (storedSize > MAX_STORED && events.size() > 1) {
            storedSize -= events.remove().size;
        }
        removeExpired();
    }

    void persist(Session session) {
        removeExpired();
        sessions.put(session.pid, new StoredSession(session, clock.now()));
    }

    /** Removes and returns a stored session with its missed events; empty if it, or the offset, has expired. */
    Optional<Restored> restore(String pid, String offset) {
        removeExpired();
        StoredSession found = sessions.get(pid);
        if (found == null) {
            return Optional.empty();
        }
        List<List<Object>> missed = new ArrayList<>();
        boolean known = false;
        for (StoredEvent event : events) {
            if (known && event.isAddressedTo(found.session.rooms)) {
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

    private void removeExpired() {
        long now = clock.now();
        while (!events.isEmpty() && now - events.peek().storedAt > retentionNanos) {
            storedSize -= events.remove().size;
        }
        Iterator<StoredSession> all = sessions.values().iterator();
        while (all.hasNext()) {
            if (now - all.next().storedAt > retentionNanos) {
                all.remove();
            }
        }
    }
}
