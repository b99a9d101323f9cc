package netkit.udp;

import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** One {@link SequenceStats} for every run of every sender, within a bound on memory that no sender can pass. */
public final class RunStats {
    /**
     * What is accounted apart. Two headers that disagree about the count are of two runs, since no sender of ours
     * changes its mind.
     */
    public record Run(InetSocketAddress sender, int id, int count) {}

    /** What became of a datagram. */
    public enum Tracking {
        /** It is the first of its run. */
        NEW_RUN, KNOWN_RUN,
        /** There was no memory left for it. */
        UNTRACKED
    }

    /** Runs, a kilobyte or so each. */
    public static final int MAX_RUNS = 1_000;
    /** Pages of sequence numbers in all runs together: some 40 MB, and room for 268 million that come in a row. */
    private static final int MAX_PAGES = 65_536;

    private final Map<Run, SequenceStats> byRun = new LinkedHashMap<>();
    private int pages;
    private long untracked;

    /** @param arrivedAt nanoseconds, as {@link SequenceStats#receive} takes them */
    public Tracking receive(InetSocketAddress sender, NumberedDatagram datagram, long arrivedAt) {
        Run run = new Run(sender, datagram.run(), datagram.count());
        SequenceStats stats = byRun.get(run);
        boolean isNew = stats == null;
        if (isNew) {
            stats = new SequenceStats(datagram.count());
        }
        boolean needsPage = stats.needsMemory(datagram.sequence());
        if (isNew && byRun.size() == MAX_RUNS || needsPage && pages == MAX_PAGES) {
            untracked++;
            return Tracking.UNTRACKED;
        }
        pages += needsPage ? 1 : 0;
        stats.receive(datagram, arrivedAt);
        if (isNew) {
            byRun.put(run, stats);
        }
        return isNew ? Tracking.NEW_RUN : Tracking.KNOWN_RUN;
    }

    /** In the order in which the runs were first seen. */
    public Map<Run, SequenceStats> byRun() {
        return Collections.unmodifiableMap(byRun);
    }

    /** Numbered datagrams that are in no account, since there were too many runs or numbers too far apart. */
    public long untracked() {
        return untracked;
    }
}
