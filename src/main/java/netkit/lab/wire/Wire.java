package netkit.lab.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** The wire of a lab: its fault settings, counters and taps. Thread-safe; may be changed while packets flow. */
public final class Wire {
    private final AtomicReference<IOException> failure = new AtomicReference<>();
    private final List<WireTap> taps = new CopyOnWriteArrayList<>();
    private volatile WireSettings settings;
    /** One per host, once connected. */
    private volatile List<Pump> pumps = List.of();

    public Wire(List<String> hosts) {
        settings = WireSettings.clear(hosts);
    }

    public void connect(List<Pump> all) {
        pumps = List.copyOf(all);
    }

    public WireSettings settings() {
        return settings;
    }

    /** Sets the faults for packets that enter the wire from now on. */
    public synchronized void set(WireSettings settings) {
        this.settings = settings;
        pumps.forEach(Pump::wake);
    }

    /** Applies a change to the current faults; faults that it does not name stay. */
    public synchronized void change(WireChange change) {
        set(change.applyTo(settings));
    }

    /** Returns the counters of every direction, in the order of the hosts. */
    public List<DirectionCount> counts() {
        return pumps.stream().flatMap(pump -> pump.counts().stream()).toList();
    }

    /**
     * Returns the counters of every host, in their order, for packets that never entered or never left the wire.
     * Queries the kernel.
     */
    public List<HostCount> hostCounts() throws IOException {
        List<HostCount> counts = new ArrayList<>();
        for (Pump pump : pumps) {
            long refused = pumps.stream().mapToLong(other -> other.refusedBy(pump.host())).sum();
            counts.add(new HostCount(pump.host(), pump.lostByKernel(), refused,
                    pump.lateness().max()));
        }
        return counts;
    }

    /** Returns how late the wire was, since the beginning or {@link #forgetLateness}. */
    public Late late() {
        return Lateness.late(pumps.stream().map(Pump::lateness).toList());
    }

    /** Makes {@link #late} and the hosts' {@link HostCount#lateNanos} begin anew. */
    public void forgetLateness() {
        pumps.forEach(pump -> pump.lateness().forget());
    }

    /**
     * Returns why the wire has stopped forwarding: a failure of the machine, or a deleted interface. Empty while it
     * works.
     */
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure.get());
    }

    void failed(IOException e) {
        failure.compareAndSet(null, e);
    }

    public List<WireTap> taps() {
        return taps;
    }
}
