package netkit.report;

import java.util.Locale;

/**
 * The two machines of a comparison, and how well their clocks could be reconciled.
 *
 * @param alice where the serving side is, {@code HOST:PORT}
 * @param bob the address of this machine
 * @param relay where faults are injected
 * @param oneWay whether all latencies are one-way; else those are round trips whose clocks could not be reconciled
 * @param clockOffsetMillis alice's clock less bob's; both count from a moment of their own, such as the machine's start
 * @param clockErrorMillis half of the best round trip, the most by which the offset can be wrong
 * @param driftPpm by how many parts in a million alice's clock is faster than bob's
 */
public record Machines(String alice, String bob, String relay, boolean oneWay, double clockOffsetMillis,
        double clockErrorMillis, double driftPpm) {
    /** Returns what that means for the latencies. */
    public String text() {
        return oneWay ? "one-way latencies are right within " + milliseconds(clockErrorMillis)
                + ", half of the best round trip"
                : "a clock was set or stood still meanwhile: latencies are round trips, for transports that"
                        + " acknowledge";
    }

    private static String milliseconds(double millis) {
        return String.format(Locale.ROOT, millis < 1 ? "%.2f ms" : "%.1f ms", millis);
    }
}
