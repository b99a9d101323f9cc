package netkit.udp;

import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The {@link SequenceStats} of each run of each sender, with bounded memory. */
public final class RunStats {
    /**
     * The key of a run. Headers with different counts belong to different runs, since netkit's senders never change the
     * count.
     */
    public record Run(InetSocketAddress sender, int id, int count) {}

    /** How a datagram was counted. */
    public enum Tracking {
        /** It is the first of its run. */
        NEW_RUN, KNOWN_RUN,
        /** It was not counted, since the bound on memory is reached. */
        UNTRACKED
    }

    /** The most runs, about a kilobyte each. */
    public static final int MAX_RUNS = 1_000;
    /** The most pages of sequence numbers in all runs together: about 40 MB, for 268 million consecutive numbers. */
    private static final int MAX_PAGES = 65_536;

    private final Map<Run, SequenceStats> byRun = new LinkedHashMap<>();
    private int pages;
    private long untracked;

    /** @param arrivedAt nanoseconds, as in {@link SequenceStats#receive} */
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

    /** Returns the statistics by run, in the order in which the runs began. */
    public Map<Run, SequenceStats> byRun() {
        return Collections.unmodifiableMap(byRun);
    }

    /** Returns the number of datagrams not counted, since there were too many runs or numbers too far apart. */
    public long untracked() {
        return untracked;
    }
}
