package netkit.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * What counts as one client address where places are limited: an IPv4 address, or the first 64 bits of an IPv6 address,
 * since each host chooses the other 64 by itself, as many as it likes (RFC 4291 §2.5.1, RFC 8981). Link-local addresses
 * all begin alike, and count one by one.
 *
 * @param text {@code 192.0.2.1} or {@code 2001:db8:0:1::/64}
 */
public record ClientAddress(String text) {
    private static final int PREFIX_BYTES = 8;
    private static final int ALL_BYTES = 16;

    /** @param address an IPv4-mapped one counts as IPv4 (RFC 4291 §2.5.5.2) */
    public static ClientAddress of(InetAddress address) {
        try {
            InetAddress plain = InetAddress.getByAddress(address.getAddress()); // without a scope, and not mapped
            if (!(plain instanceof Inet6Address) || plain.isLinkLocalAddress() || plain.isLoopbackAddress()) {
                return new ClientAddress(Endpoint.shortened(plain.getHostAddress()));
            }
            byte[] prefix = Arrays.copyOf(Arrays.copyOf(plain.getAddress(), PREFIX_BYTES), ALL_BYTES);
            return new ClientAddress(
                    Endpoint.shortened(InetAddress.getByAddress(prefix).getHostAddress()) + "/"
                            + 8 * PREFIX_BYTES);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
