package netkit.compare.wire;

import java.io.IOException;
import java.util.Optional;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.TrialClock;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.lab.Lab;
import netkit.lab.Testbed;

/** What is seen of a trial between the two hosts. */
public interface WireObserver extends AutoCloseable {
    /** The lab's wire tells the ledger when messages leave one host and arrive at the other; elsewhere nobody looks. */
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
     * What was seen, when the trial is over: from now on nothing more happens. Empty where nobody looked.
     *
     * @throws IOException if the kernel does not tell what it has lost
     */
    Optional<WireStats> stats() throws IOException;

    @Override
    void close();
}
