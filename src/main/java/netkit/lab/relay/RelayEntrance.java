package netkit.lab.relay;

import java.net.InetAddress;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/**
 * Where relays listen for clients.
 *
 * @param address to which they bind
 * @param ports of each socket that they open, 0 for any
 * @param admitted the addresses of the clients that they serve
 */
public record RelayEntrance(InetAddress address, IntSupplier ports, Predicate<InetAddress> admitted) {
    /** For clients of this machine. */
    static final RelayEntrance HERE = new RelayEntrance(InetAddress.getLoopbackAddress(), () -> 0, _ -> true);
}
