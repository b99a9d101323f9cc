package netkit.compare.wire;

import java.io.IOException;
import java.util.List;

import netkit.compare.ledger.TrialClock;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.lab.Lab;
import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.HostCount;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.WireEvent;
import netkit.lab.wire.WireTap;

/** The observer of a lab's wire: reads all packets as they pass, and collects the wire's counters. */
public final class WireObserver implements WireTap, AutoCloseable {
    private static final long QUIET_MILLIS = 20;
    private static final long QUIET_TIMEOUT_NANOS = 500_000_000;

    private final Lab lab;
    private final WireReader reader;

    private WireObserver(Lab lab, WireReader reader) {
        this.lab = lab;
        this.reader = reader;
    }

    /** Starts an observer that records in the ledgers when messages leave and arrive. */
    public static WireObserver watch(Lab lab, Transport transport, Workload workload,
            List<ObservedLedger> ledgers, TrialClock clock) {
        WireObserver observer = new WireObserver(lab, new WireReader(transport, workload, ledgers, clock));
        lab.addTap(observer);
        return observer;
    }

    /** Makes {@link WireStats#late} begin with the first message: what was before delayed none. */
    public void begin() {
        lab.wire().forgetLateness();
    }

    @Override
    public void seen(WireEvent event) {
        reader.seen(event, lab.nanoTime(event));
    }

    /**
     * Waits briefly for the last packets of closing connections, then stops the wire, so that a capture has no more packets
     * than the statistics.
     *
     * @throws IOException if the kernel's loss counters cannot be read
     */
    public WireStats stats() throws IOException {
        awaitQuiet();
        lab.stop();
        List<WirePacket> packets = reader.packets();
        List<HostCount> hosts = lab.wire().hostCounts();
        long lost = hosts.stream().mapToLong(WireObserver::lost).sum();
        return new WireStats(count(Scenario.SENDER, Scenario.RECEIVER),
                count(Scenario.RECEIVER, Scenario.SENDER), reader.requests(), packets, reader.isComplete(),
                lost, lab.wire().late());
    }

    private void awaitQuiet() {
        long deadline = System.nanoTime() + QUIET_TIMEOUT_NANOS;
        long before = -1;
        try {
            while (System.nanoTime() < deadline && !(lab.isIdle() && reader.sent() == before)) {
                before = reader.sent();
                Thread.sleep(QUIET_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // proceed with the current state
        }
    }

    private static long lost(HostCount host) {
        return host.lostByKernel() + host.refused();
    }

    /** The wire counts TCP's retransmissions, the reader those of netkit's own protocol over UDP. */
    private DirectionCount count(String from, String to) {
        HostPair pair = new HostPair(from, to);
        return lab.wire().counts().stream().filter(count -> count.pair().equals(pair)).findFirst()
                .orElseThrow().plusRetransmitted(reader.retransmittedDatagrams(from));
    }

    @Override
    public void close() {
        lab.removeTap(this);
        reader.close();
    }
}
