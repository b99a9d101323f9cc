package netkit.compare;

import java.io.IOException;
import java.util.Optional;

import netkit.lab.DirectionCount;
import netkit.lab.HostCount;
import netkit.lab.HostPair;
import netkit.lab.Lab;
import netkit.lab.WireEvent;
import netkit.lab.WireTap;

/** Has all packets on a lab's wire read while they pass, and adds up what the wire counted. */
final class WireWitness implements WireTap, Evidence {
    private final Lab lab;
    private final WireReader reader;

    private WireWitness(Lab lab, WireReader reader) {
        this.lab = lab;
        this.reader = reader;
    }

    static WireWitness watch(Lab lab, Transport transport, int trial, Workload workload, Ledger ledger,
            TrialClock clock) {
        WireWitness witness = new WireWitness(lab,
                new WireReader(Scenario.SENDER, transport, trial, workload, ledger, clock));
        lab.watch(witness);
        return witness;
    }

    @Override
    public void seen(WireEvent event) {
        reader.seen(event, lab.nanoTime(event));
    }

    @Override
    public Optional<WireAccount> account() throws IOException {
        long lost = lab.wire().hostCounts().stream().mapToLong(WireWitness::lost).sum();
        return Optional.of(new WireAccount(count(Scenario.SENDER, Scenario.RECEIVER),
                count(Scenario.RECEIVER, Scenario.SENDER), reader.packets(), reader.isComplete(), lost));
    }

    private static long lost(HostCount host) {
        return host.lostByKernel() + host.refused();
    }

    private DirectionCount count(String from, String to) {
        HostPair pair = new HostPair(from, to);
        return lab.wire().counts().stream().filter(count -> count.pair().equals(pair)).findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        lab.unwatch(this);
        reader.close();
    }
}
