package netkit.dissect.application;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Joins what belongs to one message and came in parts; keeps a bounded part of it. */
final class Collector {
    /** The most bytes kept of a message. */
    static final int MOST_BYTES = 1 << 20;
    private static final int MOST_PACKETS = 10_000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Long> packets = new ArrayList<>();
    private boolean fromLow;
    private long from = -1;
    private long to;

    boolean isEmpty() {
        return from < 0;
    }

    int retainedBytes() {
        return 64 + bytes.size() + 24 * packets.size();
    }

    void add(Carried part) {
        if (from < 0) {
            from = part.streamFrom();
            fromLow = part.fromLow();
        }
        to = part.streamTo();
        int kept = Math.min(part.bytes().length, MOST_BYTES - bytes.size());
        bytes.write(part.bytes(), 0, kept);
        for (Long packet : part.packets()) {
            if (packets.size() < MOST_PACKETS
                    && (packets.isEmpty() || !packets.getLast().equals(packet))) {
                packets.add(packet);
            }
        }
    }

    /** Returns what was collected, and starts anew. */
    Carried take() {
        Carried whole = new Carried(fromLow, Math.max(from, 0), to, bytes.toByteArray(),
                List.copyOf(packets), false);
        bytes.reset();
        packets.clear();
        from = -1;
        return whole;
    }
}
