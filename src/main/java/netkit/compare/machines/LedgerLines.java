package netkit.compare.machines;

import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;

/**
 * The ledger as it crosses the control connection: an array for each message, of its number, when it first reached each
 * stage (nanoseconds from the start of its machine's trial, -1 for never), how often it was delivered, processed and skipped,
 * whether one read returned it, whether it was out of order, and why its last lost copy was lost.
 */
final class LedgerLines {
    /** Messages in a line. */
    static final int PART = 500;
    private static final int STAGES = Stage.values().length;
    private static final int NUMBERS = 1 + STAGES + 3;
    private static final int ELEMENTS = NUMBERS + 3;
    private static final long MAX_TIME = 1L << 53;

    private LedgerLines() {}

    /** Returns the entries from this number on, at most {@link #PART}. */
    static JsonArray entries(Ledger ledger, int from) {
        JsonArray entries = new JsonArray();
        for (int number = from; number < Math.min(ledger.messages(), from + PART); number++) {
            Ledger.Entry entry = ledger.entry(number);
            JsonArray line = new JsonArray(ELEMENTS);
            line.add(entry.number());
            for (long time : entry.times()) {
                line.add(time);
            }
            line.add(entry.deliveries());
            line.add(entry.processings());
            line.add(entry.skipped());
            line.add(entry.ownRead() ? 1 : 0);
            line.add(entry.outOfOrder() ? 1 : 0);
            if (entry.cause() == null) {
                line.add(JsonNull.INSTANCE);
            } else {
                line.add(ControlLine.shown(entry.cause()));
            }
            entries.add(line);
        }
        return entries;
    }

    /** @throws ControlException if it is not an entry of a ledger with this many messages */
    static Ledger.Entry entry(JsonElement element, int messages) throws ControlException {
        if (!(element instanceof JsonArray line) || line.size() != ELEMENTS) {
            throw new ControlException("an entry of the ledger has " + ELEMENTS + " elements");
        }
        List<JsonElement> all = line.asList();
        String what = "an element of the ledger";
        long[] times = new long[STAGES];
        for (int stage = 0; stage < STAGES; stage++) {
            times[stage] = ControlLine.number(all.get(1 + stage), what, -1, MAX_TIME);
        }
        int[] counts = new int[ELEMENTS - 2 - STAGES];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = (int) ControlLine.number(all.get(1 + STAGES + i), what, 0, Integer.MAX_VALUE);
        }
        JsonElement cause = all.getLast();
        return new Ledger.Entry((int) ControlLine.number(all.getFirst(), what, 0, messages - 1L), times,
                counts[0],
                counts[1], counts[2], counts[3] > 0, counts[4] > 0,
                cause.isJsonPrimitive() ? ControlLine.shown(cause.getAsString()) : null);
    }
}
