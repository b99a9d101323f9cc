package netkit.lab.wire;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** The counters of one {@link WireLine}, written by one thread and readable by any. */
final class LineCounters {
    enum Counter {
        PACKETS, BYTES, DELIVERED, DELIVERED_BYTES, DUPLICATED, CORRUPTED, HELD_BACK, DELAYED, RETRANSMITTED, IN_FLIGHT
    }

    private final AtomicLongArray counts = new AtomicLongArray(Counter.values().length);
    private final AtomicLongArray drops = new AtomicLongArray(DropReason.values().length);

    void add(Counter counter, long number) {
        add(counts, counter.ordinal(), number);
    }

    void dropped(DropReason reason) {
        add(drops, reason.ordinal(), 1);
    }

    private static void add(AtomicLongArray to, int index, long number) {
        to.setOpaque(index, to.getPlain(index) + number); // only one thread writes
    }

    DirectionCount read(HostPair pair) {
        Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            long number = drops.getOpaque(reason.ordinal());
            if (number > 0) {
                dropped.put(reason, number);
            }
        }
        return new DirectionCount(pair.from(), pair.to(), get(Counter.PACKETS), get(Counter.BYTES),
                get(Counter.DELIVERED),
                get(Counter.DELIVERED_BYTES), Collections.unmodifiableMap(dropped), get(Counter.DUPLICATED),
                get(Counter.CORRUPTED),
                get(Counter.HELD_BACK), get(Counter.DELAYED), get(Counter.RETRANSMITTED),
                get(Counter.IN_FLIGHT));
    }

    private long get(Counter counter) {
        return counts.getOpaque(counter.ordinal());
    }
}
