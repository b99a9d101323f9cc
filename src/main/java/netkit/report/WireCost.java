package netkit.report;

import java.util.Optional;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.ledger.Stage;
import netkit.compare.wire.WireStats;

/** What a trial cost on the wire, for each message of both directions. */
public final class WireCost {
    private WireCost() {}

    /** Returns how many messages were offered in the trial, in all its directions. */
    public static int messages(Experiment experiment, Cell.Measured cell) {
        return cell.stats().reached(Stage.OFFERED) * (experiment.bothWays() ? 2 : 1);
    }

    /**
     * Returns text such as {@code 2 TCP connections; 61 HTTP requests, 0.20 a message, with 9,211 bytes of heads}; empty if
     * there was no connection, or no wire to observe.
     */
    public static Optional<String> connections(Experiment experiment, Cell.Measured cell) {
        return cell.wire().map(WireStats::requests).filter(asked -> asked.connections() > 0)
                .map(asked -> Numbers.counted(asked.connections(), "TCP connection")
                        + (asked.requests() == 0 ? ""
                                : "; " + Numbers.counted(asked.requests(), "HTTP request") + ", "
                                        + Numbers.per(asked.requests(), messages(experiment, cell))
                                        + " a message, with " + Numbers.grouped(asked.headBytes())
                                        + " bytes of heads"));
    }
}
