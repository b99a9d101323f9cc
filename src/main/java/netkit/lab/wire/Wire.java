package netkit.lab.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** The wire of a lab as one looks at it and changes it, from any thread, while packets flow. */
public final class Wire {
    private final AtomicReference<IOException> failure = new AtomicReference<>();
    private final List<WireTap> taps = new CopyOnWriteArrayList<>();
    private volatile WireSettings settings;
    /** One for each host, when all is connected. */
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

    /** Packets that enter the wire from now on meet these faults. */
    public synchronized void set(WireSettings settings) {
        this.settings = settings;
        pumps.forEach(Pump::wake);
    }

    /** Changes what the change names, and leaves the rest as it is. */
    public synchronized void change(WireChange change) {
        set(change.applyTo(settings));
    }

    /** For each host to each other, in the order of the hosts. */
    public List<DirectionCount> counts() {
        return pumps.stream().flatMap(pump -> pump.counts().stream()).toList();
    }

    /** For each host, in their order: what did not get onto the wire, or off it. Asks the kernel. */
    public List<HostCount> hostCounts() throws IOException {
        List<HostCount> counts = new ArrayList<>();
        for (Pump pump : pumps) {
            long refused = pumps.stream().mapToLong(other -> other.refusedBy(pump.host())).sum();
            counts.add(new HostCount(pump.host(), pump.unknownDestination(), refused, pump.lostByKernel()));
        }
        return counts;
    }

    /** Why the wire carries nothing more, if that is so: the machine is at fault, or someone deleted an interface. */
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
