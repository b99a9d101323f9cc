package netkit.lab;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import netkit.lab.linux.Netlink;
import netkit.lab.linux.NetworkNamespace;
import netkit.lab.linux.PacketSocket;
import netkit.lab.linux.Poller;
import netkit.lab.linux.PacketPort;
import netkit.lab.linux.Sysctl;
import netkit.lab.linux.Tap;
import netkit.lab.namespace.NamespaceThread;
import netkit.lab.namespace.InterfaceType;
import netkit.packet.IcmpMessage;
import netkit.packet.LinkType;
import netkit.packet.PacketView;

/** Creates and configures the network interfaces of hosts. */
final class Interfaces {
    private static final String ETH0 = "net/ipv6/conf/" + Host.INTERFACE + "/";
    private static final int DRAIN_BUFFER_SIZE = 2000;
    /** For packets that the settings below suppress, where they cannot be applied. */
    private static final long QUIET_NANOS = 40_000_000;
    private static final long MAX_DRAIN_NANOS = 2_000_000_000;
    /**
     * How often a host reports that it listens to the multicast group of its address: RFC 3810 §9.1, the default of the
     * Robustness Variable, which Linux has once for all namespaces.
     */
    private static final int REPORTS = 2;
    /** One day. */
    private static final int NEIGHBOUR_SECONDS = 86_400;
    private static final Path IPV6 = Path.of("/proc/sys/net/ipv6");

    private Interfaces() {}

    /**
     * Creates a host's interface, which is down.
     *
     * @param lab number of the lab, unique in this JVM
     * @param labThread the thread whose namespace has the wire's ends of veth pairs
     */
    static PacketPort make(InterfaceType type, Host host, int mtu, int lab, NamespaceThread labThread,
            NetworkNamespace wireNamespace)
            throws Exception {
        return switch (type) {
            case TAP ->
                host.call(() -> Tap.open(host.namespace(), Host.INTERFACE, host.hardwareAddress(), mtu));
            case VETH ->
                labThread.call(() -> PacketSocket.open(wireNamespace, "wire" + lab + "-" + host.number(),
                        host.namespace(), Host.INTERFACE, host.hardwareAddress(), mtu));
        };
    }

    /** Applies the settings, brings the interface up and adds the addresses. */
    static void configure(Host host) throws Exception {
        host.call(() -> {
            Netlink netlink = host.namespace().netlink();
            netlink.up("lo");
            boolean ipv6 = Files.exists(IPV6);
            settings(ipv6);
            netlink.up(Host.INTERFACE);
            netlink.addAddress(Host.INTERFACE, host.address(), Addresses.PREFIX);
            if (ipv6) {
                netlink.addAddress(Host.INTERFACE, host.address6(), Addresses.PREFIX6);
            }
            return null;
        });
    }

    /** Applies settings of ip-sysctl.rst that suppress unsolicited traffic and make runs reproducible. */
    private static void settings(boolean ipv6) {
        String group = group();
        // unprivileged ping through ICMP sockets: icmp(7)
        set("net/ipv4/ping_group_range", group + " " + group);
        // a connection does not reuse the metrics of an earlier one
        set("net/ipv4/tcp_no_metrics_save", "1");
        keepNeighbours("net/ipv4");
        if (ipv6) {
            keepNeighbours("net/ipv6");
            set(ETH0 + "addr_gen_mode", "1"); // no link-local address and no traffic about it
            set(ETH0 + "accept_ra", "0");
            set(ETH0 + "router_solicitations", "0");
            // multicast listener reports: sent before the wire carries any traffic, see drain
            set(ETH0 + "mldv2_unsolicited_report_interval", "1");
        }
    }

    /**
     * Keeps the hardware address of a peer for the whole life of a lab. By default the kernel asks for it again seconds
     * after it was used last (RFC 4861 §7.3.3), so that a cut of some seconds would turn into "no route to host", and a
     * capture would have ARP packets at random times.
     */
    private static void keepNeighbours(String version) {
        String neighbours = version + "/neigh/" + Host.INTERFACE + "/";
        set(neighbours + "base_reachable_time_ms", Integer.toString(NEIGHBOUR_SECONDS * 1000));
        set(neighbours + "delay_first_probe_time", Integer.toString(NEIGHBOUR_SECONDS));
    }

    /**
     * Discards the packets that the kernels send when an interface comes up. A busy kernel sends the last of them late: they
     * are awaited.
     */
    static void drain(List<PacketPort> ports) throws IOException {
        Poller poller = new Poller(ports.stream().mapToInt(PacketPort::descriptor).toArray());
        int[] missing = new int[ports.size()];
        Arrays.fill(missing, Files.exists(IPV6) ? REPORTS : 0);
        long deadline = System.nanoTime() + MAX_DRAIN_NANOS;
        do {
            for (int port = 0; port < missing.length; port++) {
                missing[port] -= discard(ports.get(port));
            }
        } while ((poller.await(QUIET_NANOS) || Arrays.stream(missing).anyMatch(count -> count > 0))
                && System.nanoTime() - deadline < 0);
    }

    /** Discards what can be read, and returns how many multicast listener reports that were. */
    private static int discard(PacketPort port) throws IOException {
        MemorySegment buffer = Arena.ofAuto().allocate(DRAIN_BUFFER_SIZE);
        PacketView view = new PacketView();
        int reports = 0;
        for (int length = port.read(buffer); length > 0; length = port.read(buffer)) {
            view.decode(LinkType.ETHERNET, buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), 0,
                    length);
            if (view.transport() instanceof IcmpMessage message
                    && message.type() == IcmpMessage.V6_LISTENER_REPORT) {
                reports++;
            }
        }
        return reports;
    }

    private static String group() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:gid").toString();
        } catch (IOException _) {
            return "0";
        }
    }

    private static void set(String setting, String value) {
        try {
            Sysctl.set(setting, value);
        } catch (IOException _) {
            // some containers mount /proc/sys read-only; the lab then works with some extra traffic
        }
    }
}
