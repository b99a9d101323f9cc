package netkit.lab.namespace;

import java.io.IOException;

import netkit.lab.linux.KernelInterface;
import netkit.lab.linux.NetworkNamespace;

/**
 * The check that no packet of a lab can reach the machine's own network: the lab's network namespace must have no
 * interface that leads out of it, network_namespaces(7).
 */
final class IsolationCheck {
    private static final String LOOPBACK = "lo";

    private IsolationCheck() {}

    /**
     * Checks the calling thread's namespace and brings its loopback interface up. This must precede the first use of
     * Java's network library, which disables IPv6 permanently if it finds no IPv6 address.
     *
     * @throws IOException if the namespace has an interface through which packets could leave it
     */
    static void run() throws IOException {
        try (NetworkNamespace namespace = NetworkNamespace.current()) {
            for (KernelInterface link : namespace.netlink().links()) {
                // The kernel creates fallback tunnel devices, such as sit0, in each namespace; they have a kind and are down.
                if (!link.isLoopback() && (link.isUp() || link.kind().isEmpty())) {
                    throw new IOException("the lab is not isolated: its namespace has the interface "
                            + link.name() + ", through which packets could reach this machine's network");
                }
            }
            namespace.netlink().up(LOOPBACK);
        }
    }
}
