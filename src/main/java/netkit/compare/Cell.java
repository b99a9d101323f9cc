package netkit.compare;

import java.time.Duration;
import java.util.Optional;

import netkit.lab.RelayCounts;

/** What one scenario did to one transport. */
public sealed interface Cell {
    Scenario scenario();

    Transport transport();

    /**
     * It was tried.
     *
     * @param relay what the relay did on the way to the receiver
     * @param lostByAccident datagrams, copies too, that were lost although the faults did not ask for it
     * @param sending from offering the first message to offering the last
     * @param failure what broke the trial off, for a person
     */
    record Measured(Scenario scenario, Transport transport, Account account, RelayCounts relay,
            long lostByAccident, Duration sending, Optional<String> failure) implements Cell {}

    /** It does not exist. */
    record Missing(Scenario scenario, Transport transport, Absence absence) implements Cell {}

    /**
     * Why there is no such trial, for a person.
     *
     * @param brief a few words
     * @param reason a few sentences
     */
    record Absence(String brief, String reason) {}
}
