package netkit.report;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import netkit.compare.Cell;
import netkit.compare.ledger.LedgerStats.Latency;
import netkit.compare.wire.WireStats;
import netkit.lab.wire.HostCount;

/**
 * The sentence that says that the machine, and not a fault that was set, made packets late, so that a time that was
 * measured is not taken for a property of a protocol.
 */
public final class BusyMachine {
    /** A thread that is awaited on a machine with little else to do runs within a time slice of the kernel's, some ms. */
    private static final long MIN_NANOS = 10_000_000;
    /** Less than a tenth of a time does not explain it. */
    private static final int SHARE = 10;

    private BusyMachine() {}

    /**
     * Returns the sentence for a wire; empty if it was hardly late.
     *
     * @param delay the longest that is set, beside which the lateness has to matter
     */
    public static Optional<String> of(List<HostCount> hosts, Duration delay) {
        long late = hosts.stream().mapToLong(HostCount::lateNanos).max().orElse(0);
        return matters(late, delay) ? Optional.of(sentence(late)) : Optional.empty();
    }

    /** Returns the sentence for a comparison, with the number of cells; empty if no wire was late so that it matters. */
    public static Optional<String> of(ComparedRun run) {
        List<Cell.Measured> cells = run.measured();
        List<Long> late = cells.stream().map(BusyMachine::lateNanos).flatMap(Optional::stream).toList();
        return late.stream().max(Long::compare)
                .map(most -> sentence(most) + ", in " + late.size() + " of "
                        + Numbers.counted(cells.size(), "cell"));
    }

    /** Returns the sentence for a cell; empty if its wire was not late so that it matters. */
    public static Optional<String> of(Cell.Measured cell) {
        return lateNanos(cell).map(BusyMachine::sentence);
    }

    private static Optional<Long> lateNanos(Cell.Measured cell) {
        Duration p99 = cell.stats().latency().map(Latency::p99).orElse(Duration.ZERO);
        return cell.wire().map(WireStats::lateNanos).filter(late -> matters(late, p99));
    }

    /** Whether lateness is more than usual, and not small beside this time. */
    private static boolean matters(long late, Duration time) {
        return late >= Math.max(MIN_NANOS, time.toNanos() / SHARE);
    }

    private static String sentence(long late) {
        return "this machine was busy: the wire was late by up to " + late / 1_000_000 + " ms";
    }
}
