package netkit.compare;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Ledger;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.MissingReason;
import netkit.compare.scenario.ScenarioEvent;
import netkit.compare.scenario.Scenario;
import netkit.compare.wire.WireStats;

/** The result of one scenario over one transport, in one direction. */
public sealed interface Cell {
    Scenario scenario();

    Transport transport();

    Direction direction();

    /** Returns the name of its row: {@code tcp}, or {@code tcp to alice} for what bob sent. */
    default String row() {
        return transport() + (direction() == Direction.TO_BOB ? "" : " " + direction());
    }

    /**
     * A direction of a trial that was run. If traffic went both ways there are two, which share events and wire.
     *
     * @param trial the number that its messages carry
     * @param events what the schedule did, in order
     * @param wire empty where there is no wire to observe
     * @param sending time from offering the first message to offering the last
     * @param recovery time from the last event to the next delivery, if that event ended a fault; empty otherwise, and if
     *        no delivery followed
     * @param failure why the trial failed, in words
     */
    record Measured(Scenario scenario, Transport transport, Direction direction, int trial, Ledger ledger,
            LedgerStats stats,
            List<ScenarioEvent> events, Optional<WireStats> wire, Duration sending,
            Optional<Duration> recovery,
            Optional<String> failure) implements Cell {}

    /** A trial that is not possible, or could not be run, in any direction. */
    record Missing(Scenario scenario, Transport transport, MissingReason reason) implements Cell {
        @Override
        public Direction direction() {
            return Direction.TO_BOB;
        }
    }
}
