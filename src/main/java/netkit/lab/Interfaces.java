package netkit.lab;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import netkit.lab.linux.Netlink;
import netkit.lab.linux.NetworkNamespace;
import netkit.lab.linux.PacketSocket;
import netkit.lab.linux.Poller;
import netkit.lab.linux.Port;
import netkit.lab.linux.Sysctl;
import netkit.lab.linux.Tun;
import netkit.lab.namespace.NamespaceThread;
import netkit.lab.namespace.InterfaceType;

/** Gives a host its interface, addresses and settings. */
final class Interfaces {
    private static final String ETH0 = "net/ipv6/conf/" + Host.INTERFACE + "/";
    private static final int DRAIN_BUFFER_SIZE = 2000;
    /** More than the kernel waits before it reports its groups, RFC 3810 §5.1 with the settings below. */
    private static final long QUIET_NANOS = 40_000_000;
    private static final long MAX_DRAIN_NANOS = 1_000_000_000;
    private static final Path IPV6 = Path.of("/proc/sys/net/ipv6");

    private Interfaces() {}

    /**
     * Makes the interface, still down.
     *
     * @param lab a number that no other lab of this JVM has
     * @param outside the thread in whose namespace the wire's ends of cables are
     */
    static Port make(InterfaceType type, Host host, int mtu, int lab, NamespaceThread outside,
            NetworkNamespace wireNamespace)
            throws Exception {
        return switch (type) {
            case TUN -> host.call(() -> Tun.open(host.namespace(), Host.INTERFACE, mtu));
            case VETH ->
                outside.call(() -> PacketSocket.open(wireNamespace, "wire" + lab + "-" + host.number(),
                        host.namespace(), Host.INTERFACE, Addresses.ethernet(host.number()), mtu));
        };
    }

    /** Settings, up, and addresses. */
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

    /** Those of ip-sysctl.rst that make the wire quiet, and what is seen on it the same each time. */
    private static void settings(boolean ipv6) {
        String group = group();
        // ping without any right, by ICMP sockets: icmp(7)
        set("net/ipv4/ping_group_range", group + " " + group);
        // a connection starts afresh, not with what the one before it learnt of the way
        set("net/ipv4/tcp_no_metrics_save", "1");
        if (ipv6) {
            set(ETH0 + "addr_gen_mode", "1"); // no link-local address, and so nothing said about it
            set(ETH0 + "accept_ra", "0");
            set(ETH0 + "router_solicitations", "0");
            // to which groups it listens is said once and soon, before the wire carries anything
            set("net/ipv6/mld_qrv", "1");
            set(ETH0 + "mldv2_unsolicited_report_interval", "1");
        }
    }

    /** Reads, and forgets, what the kernels say of themselves when an interface is new, until they are silent. */
    static void drain(List<Port> ports) throws IOException {
        Poller poller = new Poller(ports.stream().mapToInt(Port::descriptor).toArray());
        MemorySegment packet = Arena.ofAuto().allocate(DRAIN_BUFFER_SIZE);
        long deadline = System.nanoTime() + MAX_DRAIN_NANOS;
        do {
            for (Port port : ports) {
                while (port.read(packet) > 0) {
                    // forgotten
                }
            }
        } while (poller.await(quietNanos(ports)) && System.nanoTime() - deadline < 0);
    }

    /** Without a link layer there is nobody to say anything to. */
    private static long quietNanos(List<Port> ports) {
        return switch (ports.getFirst().frameFormat()) {
            case RAW -> 0;
            case ETHERNET -> QUIET_NANOS;
        };
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
            // in some containers /proc/sys cannot be written to; the lab works, with a little more to see
        }
    }
}
