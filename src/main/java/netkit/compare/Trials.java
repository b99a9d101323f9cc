package netkit.compare;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.MissingReason;
import netkit.compare.scenario.Scenario;

/** What runs the single trials of an experiment: this machine alone, or two together. */
public interface Trials {
    /** Returns why a trial is not possible, or empty if it is. */
    Optional<MissingReason> missing(Scenario scenario, Transport transport);

    /** Runs a trial that is not measured, so that no later one pays for cold code. */
    void warmUp(Transport transport, Workload load, Scenario clean) throws IOException, InterruptedException;

    /**
     * Runs a trial.
     *
     * @param trial the number of its messages; those of the other direction have this and {@code backOffset}
     * @param offered receives now and then how many messages have been offered
     * @return a cell for each direction
     */
    List<Cell.Measured> run(Workload load, Scenario scenario, Transport transport, int trial, int backOffset,
            IntConsumer offered) throws IOException, InterruptedException;

    /** @throws IOException if no other trial can be run */
    default void requireAlive() throws IOException {}
}
