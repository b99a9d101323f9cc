package netkit.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import netkit.lab.linux.NetworkNamespace;
import netkit.lab.linux.Port;
import netkit.lab.linux.ProcessSignal;
import netkit.lab.namespace.CarrierThreads;
import netkit.lab.namespace.NamespaceMethod;
import netkit.lab.namespace.NamespaceMain;
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
 * Hosts joined by a wire, in a JVM that {@link LabEntry} started. What a host's kernel sends is read packet by packet,
 * meets the faults of the wire, and is given to the kernels of the others.
 */
public final class Lab implements Testbed {
    public static final int MAX_HOSTS = 16;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,14}");
    private static final long TERMINATION_TIMEOUT_NANOS = 500_000_000;
    private static final AtomicInteger LABS = new AtomicInteger();

    private final NamespaceThread outside = new NamespaceThread("lab");
    private final List<Host> hosts = new ArrayList<>();
    private final List<Port> ports = new ArrayList<>();
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
     * As {@link #open(List, long, LabOptions)}, with what is usual.
     *
     * @param seed equal seeds give equal traffic equal faults
     */
    public static Lab open(List<String> hostNames, long seed) throws IOException {
        return open(hostNames, seed, LabOptions.DEFAULT);
    }

    /**
     * @param hostNames 2 to 16 different ones of a-z, 0-9 and hyphens, at most 15 long, with a letter first
     * @throws LabUnavailableException if no interfaces can be made here
     */
    public static Lab open(List<String> hostNames, long seed, LabOptions options) throws IOException {
        requireNames(hostNames);
        if (!LabEntry.isInside()) {
            throw new IllegalStateException("a lab can be opened only in a JVM that LabEntry started");
        }
        NamespaceMain.requireIsolation();
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

    /** @throws IllegalArgumentException with a message that says what is wrong */
    public static void requireNames(List<String> names) {
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("the host name '" + name
                        + "' is not a letter and then up to 14 of a-z, 0-9 and '-'");
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
        InterfaceType kind = options.interfaceType().isPresent() ? required(options.interfaceType().get())
                : InterfaceProbe.first(method);
        backend = LabBackend.of(method, kind);
        wireNamespace = outside.call(NetworkNamespace::current);
        Path launcher = OwnLauncher.folder();
        int lab = LABS.incrementAndGet();
        for (String name : names) {
            hosts.add(Host.open(name, hosts.size() + 1, outside, launcher));
        }
        for (Host host : hosts) {
            ports.add(Interfaces.make(kind, host, options.mtu(), lab, outside, wireNamespace));
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

    private static InterfaceType required(InterfaceType kind) throws IOException {
        Optional<Refusal> refusal = InterfaceProbe.refusal(kind);
        if (refusal.isPresent()) {
            throw new LabUnavailableException(refusal.get());
        }
        return kind;
    }

    public List<Host> hosts() {
        return List.copyOf(hosts);
    }

    @Override
    public List<? extends Place> places() {
        return hosts();
    }

    /** Where the server is: what is between is the wire. */
    @Override
    public InetSocketAddress streamPath(Place client, InetSocketAddress server) {
        return server;
    }

    /** Where the server is: what is between is the wire. */
    @Override
    public InetSocketAddress datagramPath(Place client, InetSocketAddress server) {
        return server;
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

    /** By which way this lab was made. */
    public LabBackend backend() {
        return backend;
    }

    /** From now on the tap sees every packet, until {@link #removeTap}. */
    public void addTap(WireTap tap) {
        wire.taps().add(tap);
    }

    public void removeTap(WireTap tap) {
        wire.taps().remove(tap);
    }

    /** When the packet was seen, on {@link System#nanoTime}: what captures call its time of day is counted from that. */
    public long nanoTime(WireEvent event) {
        return clock.nanoTime(event.epochNanos());
    }

    /** No packet enters the wire or leaves it any more: what was counted and seen is all there will be. */
    public synchronized void stop() {
        pumps.forEach(Pump::close);
    }

    /** Ends the hosts' programs, first with SIGTERM, and takes everything away. Whoever has a socket of a host closes it. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        endPrograms();
        pumps.forEach(Pump::close);
        ports.forEach(Port::close);
        hosts.forEach(Host::close);
        try {
            if (hostsFile != null) {
                hostsFile.close();
            }
        } finally {
            if (wireNamespace != null) {
                wireNamespace.close();
            }
            outside.close();
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
