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
    public enum Noted {
        /** It is the first of its run. */
        NEW_RUN, KNOWN_RUN,
        /** There was no memory left for it. */
        NOT_ACCOUNTED
    }

    /** Runs, a kilobyte or so each. */
    public static final int MAX_RUNS = 1_000;
    /** Pages of sequence numbers in all runs together: some 40 MB, and room for 268 million that come in a row. */
    private static final int MAX_PAGES = 65_536;

    private final Map<Run, SequenceStats> accounts = new LinkedHashMap<>();
    private int pages;
    private long notAccounted;

    /** @param arrivedAt nanoseconds, as {@link SequenceStats#receive} takes them */
    public Noted receive(InetSocketAddress sender, NumberedDatagram datagram, long arrivedAt) {
        Run run = new Run(sender, datagram.run(), datagram.count());
        SequenceStats account = accounts.get(run);
        boolean isNew = account == null;
        if (isNew) {
            account = new SequenceStats(datagram.count());
        }
        boolean needsPage = account.needsMemory(datagram.sequence());
        if (isNew && accounts.size() == MAX_RUNS || needsPage && pages == MAX_PAGES) {
            notAccounted++;
            return Noted.NOT_ACCOUNTED;
        }
        pages += needsPage ? 1 : 0;
        account.receive(datagram, arrivedAt);
        if (isNew) {
            accounts.put(run, account);
        }
        return isNew ? Noted.NEW_RUN : Noted.KNOWN_RUN;
    }

    /** In the order in which the runs were first seen. */
    public Map<Run, SequenceStats> accounts() {
        return Collections.unmodifiableMap(accounts);
    }

    /** Numbered datagrams that are in no account, since there were too many runs or numbers too far apart. */
    public long notAccounted() {
        return notAccounted;
    }
}
