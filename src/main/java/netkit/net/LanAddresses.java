package netkit.net;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The addresses at which other machines can reach this one. */
public final class LanAddresses {
    /** Interfaces to virtual machines and containers, as their makers name them: nothing else is behind them. */
    private static final Pattern VIRTUAL = Pattern
            .compile("(docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|podman|cni|utun|bridge)[-\\w]*");
    /** RFC 5737: an address for documentation; a packet to it would take the default route. */
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("192.0.2.1", 9);

    private LanAddresses() {}

    /**
     * Returns the address on which a server listens, or all of this machine if it listens on all: first the one that
     * leads to the Internet, then the others of IPv4. Empty if only this machine can reach the server.
     */
    public static List<InetAddress> of(InetAddress bound) {
        if (!bound.isAnyLocalAddress()) {
            return bound.isLoopbackAddress() ? List.of() : List.of(bound);
        }
        List<InetAddress> all = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces().filter(LanAddresses::isShared)
                    .flatMap(NetworkInterface::inetAddresses).forEach(all::add);
        } catch (SocketException _) {
            // no interface at all
        }
        return sorted(all, preferred());
    }

    static List<InetAddress> sorted(List<InetAddress> all, Optional<InetAddress> preferred) {
        return all.stream()
                // the zone in which a link-local address is valid is a different one on each machine (RFC 4007 §6)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .map(LanAddresses::withoutZone).distinct()
                .sorted(Comparator.comparing((InetAddress address) -> !preferred.equals(Optional.of(address)))
                        .thenComparing(address -> !(address instanceof Inet4Address)))
                .toList();
    }

    /** Java names the interface of each IPv6 address, which only a link-local one needs. */
    private static InetAddress withoutZone(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the length is that of an address", e);
        }
    }

    static boolean isVirtual(String interfaceName) {
        return VIRTUAL.matcher(interfaceName).matches();
    }

    private static boolean isShared(NetworkInterface one) {
        try {
            return one.isUp() && !one.isLoopback() && !isVirtual(one.getName());
        } catch (SocketException _) {
            return false;
        }
    }

    /** Asks the system which address it would send from. Connecting a UDP socket sends nothing. */
    private static Optional<InetAddress> preferred() {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(ANYWHERE);
            return Optional.of(socket.getLocalAddress());
        } catch (IOException | RuntimeException _) {
            return Optional.empty(); // no route
        }
    }
}
