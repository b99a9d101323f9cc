package netkit.compare;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import netkit.compare.ledger.LedgerStats;
import netkit.compare.ledger.Ledger;
import netkit.compare.link.Transport;
import netkit.compare.scenario.MissingReason;
import netkit.compare.scenario.ScenarioEvent;
import netkit.compare.scenario.Scenario;
import netkit.compare.wire.WireStats;

/** What one scenario did to one transport. */
public sealed interface Cell {
    Scenario scenario();

    Transport transport();

    /**
     * It was tried.
     *
     * @param trial the number that its messages carry
     * @param events what the schedule did, in order
     * @param wire empty where there is no wire to look at
     * @param sending from offering the first message to offering the last
     * @param recovery from the last happening to the next delivery of a message, where that happening ended a fault; else,
     *        and when nothing came after it, empty
     * @param failure what broke the trial off, for a person
     */
    record Measured(Scenario scenario, Transport transport, int trial, Ledger ledger, LedgerStats stats,
            List<ScenarioEvent> events, Optional<WireStats> wire, Duration sending,
            Optional<Duration> recovery,
            Optional<String> failure) implements Cell {}

    /** It does not exist, or could not be tried. */
    record Missing(Scenario scenario, Transport transport, MissingReason reason) implements Cell {}
}
