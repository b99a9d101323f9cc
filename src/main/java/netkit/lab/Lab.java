package netkit.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import netkit.lab.linux.NetworkNamespace;
import netkit.lab.linux.PacketPort;
import netkit.lab.linux.ProcessSignal;
import netkit.lab.namespace.CarrierThreads;
import netkit.lab.namespace.NamespaceMethod;
import netkit.lab.namespace.InnerJvm;
import netkit.lab.namespace.LabEntry;
import netkit.lab.namespace.NamespaceThread;
import netkit.lab.namespace.LabUnavailableException;
import netkit.lab.namespace.OwnLauncher;
import netkit.lab.namespace.InterfaceType;
import netkit.lab.namespace.InterfaceProbe;
import netkit.lab.namespace.Refusal;
import netkit.lab.namespace.LabBackend;
import netkit.lab.wire.Pump;
import netkit.lab.wire.Wire;
import netkit.lab.wire.WireClock;
import netkit.lab.wire.WireEvent;
import netkit.lab.wire.WireSettings;
import netkit.lab.wire.WireTap;

/**
 * Hosts connected by a wire that injects faults, in a JVM started by {@link LabEntry}. Every packet that the kernel of
 * a host sends is read, passes the faults of the wire, and is delivered to the kernels of the other hosts.
 */
public final class Lab implements Testbed {
    public static final int MAX_HOSTS = 16;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,14}");
    private static final long TERMINATION_TIMEOUT_NANOS = 500_000_000;
    private static final AtomicInteger LABS = new AtomicInteger();

    private final NamespaceThread labThread = new NamespaceThread("lab");
    private final List<Host> hosts = new ArrayList<>();
    private final List<PacketPort> ports = new ArrayList<>();
    private final List<Pump> pumps = new ArrayList<>();
    private final Wire wire;
    private final WireClock clock = new WireClock();
    private NetworkNamespace wireNamespace;
    private HostsFile hostsFile;
    private LabBackend backend;
    private boolean closed;

    private Lab(List<String> names) {
        wire = new Wire(names);
    }

    /**
     * Opens a lab with the {@linkplain LabOptions#DEFAULT default} options.
     *
     * @param seed the same seed and traffic produce the same faults
     */
    public static Lab open(List<String> hostNames, long seed) throws IOException {
        return open(hostNames, seed, LabOptions.DEFAULT);
    }

    /**
     * Opens a lab.
     *
     * @param hostNames 2 to 16 distinct names of at most 15 characters from a-z, 0-9 and '-', starting with a letter
     * @param seed the same seed and traffic produce the same faults
     * @throws LabUnavailableException if this machine does not allow creating the interfaces
     */
    public static Lab open(List<String> hostNames, long seed, LabOptions options) throws IOException {
        requireNames(hostNames);
        if (!LabEntry.isInside()) {
            throw new IllegalStateException("a lab can be opened only in a JVM started by LabEntry");
        }
        InnerJvm.requireIsolation();
        Lab lab = new Lab(hostNames);
        try {
            lab.build(hostNames, seed, options);
            return lab;
        } catch (IOException | RuntimeException e) {
            lab.close();
            throw e;
        } catch (Exception e) {
            lab.close();
            throw new IOException("opening the lab: " + e, e);
        }
    }

    /** @throws IllegalArgumentException if a name is invalid or duplicate, or the number of names is out of range */
    public static void requireNames(List<String> names) {
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("invalid host name '" + name
                        + "': use a letter followed by up to 14 characters from a-z, 0-9 and '-'");
            }
        }
        if (names.size() < 2 || names.size() > MAX_HOSTS) {
            throw new IllegalArgumentException(
                    "a lab has 2 to " + MAX_HOSTS + " hosts, not " + names.size());
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException("two hosts have the same name: " + String.join(", ", names));
        }
    }

    private void build(List<String> names, long seed, LabOptions options) throws Exception {
        CarrierThreads.prestart();
        NamespaceMethod method = NamespaceMethod.valueOf(System.getProperty(LabEntry.METHOD_PROPERTY));
        InterfaceType type = options.interfaceType().isPresent() ? required(options.interfaceType().get())
                : InterfaceProbe.first();
        backend = LabBackend.of(method, type);
        wireNamespace = labThread.call(NetworkNamespace::current);
        Path launcher = OwnLauncher.folder();
        int lab = LABS.incrementAndGet();
        for (String name : names) {
            hosts.add(Host.open(name, hosts.size() + 1, labThread, launcher));
        }
        for (Host host : hosts) {
            ports.add(Interfaces.make(type, host, options.mtu(), lab, labThread, wireNamespace));
            Interfaces.configure(host);
        }
        for (Host host : hosts) {
            pumps.add(new Pump(host.name(), names, ports, seed, wire, clock));
        }
        wire.connect(pumps);
        Interfaces.drain(ports);
        pumps.forEach(Pump::start);
        hostsFile = HostsFile.mount(hosts);
    }

    private static InterfaceType required(InterfaceType type) throws IOException {
        Optional<Refusal> refusal = InterfaceProbe.refusal(type);
        if (refusal.isPresent()) {
            throw new LabUnavailableException(refusal.get());
        }
        return type;
    }

    public List<Host> hosts() {
        return List.copyOf(hosts);
    }

    @Override
    public List<? extends Place> places() {
        return hosts();
    }

    public Optional<Host> host(String name) {
        return hosts.stream().filter(host -> host.name().equals(name)).findFirst();
    }

    @Override
    public WireSettings settings() {
        return wire.settings();
    }

    @Override
    public void set(WireSettings settings) throws IOException {
        if (wire.failure().isPresent()) {
            throw wire.failure().get();
        }
        wire.set(settings);
    }

    @Override
    public boolean isIdle() {
        return wire.counts().stream().allMatch(count -> count.inFlight() == 0);
    }

    public Wire wire() {
        return wire;
    }

    /** Returns how this lab was created. */
    public LabBackend backend() {
        return backend;
    }

    /** Reports every packet from now on to the tap, until {@link #removeTap}. */
    public void addTap(WireTap tap) {
        wire.taps().add(tap);
    }

    public void removeTap(WireTap tap) {
        wire.taps().remove(tap);
    }

    /** Returns the time of the event on the scale of {@link System#nanoTime}, from which capture timestamps derive. */
    public long nanoTime(WireEvent event) {
        return clock.nanoTime(event.epochNanos());
    }

    /** Stops the wire: no packet enters or leaves it, so the counters and captures are final. */
    public synchronized void stop() {
        pumps.forEach(Pump::close);
    }

    /**
     * Terminates the hosts' programs, first with SIGTERM, and removes the hosts. It does not close sockets of the
     * hosts.
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        endPrograms();
        pumps.forEach(Pump::close);
        ports.forEach(PacketPort::close);
        hosts.forEach(Host::close);
        try {
            if (hostsFile != null) {
                hostsFile.close();
            }
        } finally {
            if (wireNamespace != null) {
                wireNamespace.close();
            }
            labThread.close();
        }
    }

    private void endPrograms() {
        hosts.forEach(host -> host.programs().end(ProcessSignal.TERM));
        if (isAnyRunningAfter(TERMINATION_TIMEOUT_NANOS)) {
            hosts.forEach(host -> host.programs().end(ProcessSignal.KILL));
            isAnyRunningAfter(TERMINATION_TIMEOUT_NANOS);
        }
    }

    private boolean isAnyRunningAfter(long nanos) {
        long deadline = System.nanoTime() + nanos;
        while (hosts.stream().anyMatch(host -> host.programs().isAnyRunning())) {
            if (System.nanoTime() - deadline > 0) {
                return true;
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return true;
            }
        }
        return false;
    }
}
