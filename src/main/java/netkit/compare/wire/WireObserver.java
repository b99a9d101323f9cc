package netkit.compare.wire;

import java.io.IOException;
import java.util.Optional;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.TrialClock;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.lab.Lab;
import netkit.lab.Testbed;

/** An observer of the wire between the two hosts of a trial. */
public interface WireObserver extends AutoCloseable {
    /** Returns an observer that records in the ledger when messages leave and arrive; outside the lab it observes nothing. */
    static WireObserver of(Testbed bed, Transport transport, int trial, Workload workload, Ledger ledger,
            TrialClock clock) {
        return bed instanceof Lab lab ? LabWireObserver.watch(lab, transport, trial, workload, ledger, clock)
                : new WireObserver() {
                    @Override
                    public Optional<WireStats> stats() {
                        return Optional.empty();
                    }

                    @Override
                    public void close() {}
                };
    }

    /**
     * Stops the wire at the end of the trial and returns its statistics; empty outside the lab.
     *
     * @throws IOException if the kernel's loss counters cannot be read
     */
    Optional<WireStats> stats() throws IOException;

    @Override
    void close();
}
