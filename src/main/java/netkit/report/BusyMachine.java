package netkit.report;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import netkit.compare.Cell;
import netkit.compare.ledger.LedgerStats.Latency;
import netkit.compare.wire.WireStats;
import netkit.lab.wire.Late;

/**
 * The sentence that says that the machine, and not a fault that was set, made packets late, so that a time that was
 * measured is not taken for a property of a protocol.
 */
public final class BusyMachine {
    /** A thread that is awaited on a machine with little else to do runs within a time slice of the kernel's, some ms. */
    private static final long MIN_NANOS = 10_000_000;
    /** Less than a quarter of a time does not explain it. */
    private static final int SHARE = 4;

    private BusyMachine() {}

    /**
     * Returns the sentence for a wire; empty if it was hardly late.
     *
     * @param delay the longest that is set, beside which the lateness has to matter
     */
    public static Optional<String> of(Late late, Duration delay) {
        return matters(late, delay) ? Optional.of(sentence(late)) : Optional.empty();
    }

    /** Returns the sentence for a comparison, with the number of cells; empty if no wire was late so that it matters. */
    public static Optional<String> of(ComparedRun run) {
        List<Cell.Measured> cells = run.measured();
        List<Late> late = cells.stream().map(BusyMachine::late).flatMap(Optional::stream).toList();
        return late.stream().max(Comparator.comparing(Late::maxNanos))
                .map(most -> sentence(most) + ", in " + late.size() + " of "
                        + Numbers.counted(cells.size(), "cell"));
    }

    /** Returns the sentence for a cell; empty if its wire was not late so that it matters. */
    public static Optional<String> of(Cell.Measured cell) {
        return late(cell).map(BusyMachine::sentence);
    }

    private static Optional<Late> late(Cell.Measured cell) {
        Duration p99 = cell.stats().latency().map(Latency::p99).orElse(Duration.ZERO);
        return cell.wire().map(WireStats::late).filter(late -> matters(late, p99));
    }

    /**
     * Whether lateness is more than usual, and not small beside this time. A wire that was late once, however long, has
     * delayed no more than one message in a hundred, and no 99th percentile.
     */
    private static boolean matters(Late late, Duration time) {
        return late.p99Nanos() >= Math.max(MIN_NANOS, time.toNanos() / SHARE);
    }

    private static String sentence(Late late) {
        return "this machine was busy: the wire was late by up to " + late.maxNanos() / 1_000_000 + " ms";
    }
}
