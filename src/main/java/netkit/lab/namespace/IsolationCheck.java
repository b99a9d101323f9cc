package netkit.lab.namespace;

import java.io.IOException;
import java.util.List;

import netkit.lab.linux.KernelInterface;
import netkit.lab.linux.NetworkNamespace;

/**
 * Makes sure that nothing done in a lab can reach the machine's own network, nor damage it: the lab lives in a network
 * namespace that has no way out, network_namespaces(7).
 */
final class IsolationCheck {
    private static final String LOOPBACK = "lo";

    private IsolationCheck() {}

    /**
     * Brings the loopback interface up as well, which must be so before Java loads its network library: finding no IPv6
     * address, that would do without IPv6 for good.
     *
     * @throws IOException if the calling thread's namespace has any other interface that could carry a packet away
     */
    static void run() throws IOException {
        try (NetworkNamespace namespace = NetworkNamespace.current()) {
            check(namespace);
            namespace.netlink().up(LOOPBACK);
        }
    }

    /** @throws IOException if the namespace has an interface that could carry a packet away */
    private static void check(NetworkNamespace namespace) throws IOException {
        // The kernel puts ends of tunnels, such as sit0, into each namespace; they have a kind and are down.
        List<String> others = namespace.netlink().links().stream()
                .filter(link -> !link.isLoopback() && (link.isUp() || link.kind().isEmpty()))
                .map(KernelInterface::name)
                .toList();
        if (!others.isEmpty()) {
            throw new IOException("the lab is not started: it would have the interface " + others.getFirst()
                    + " of this machine, by which packets could leave it");
        }
    }
}
