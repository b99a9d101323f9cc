package netkit.lab;

import java.util.Optional;

import netkit.lab.namespace.InterfaceType;

/**
 * The options for opening a lab.
 *
 * @param mtu MTU of the hosts' interfaces, 1280 (the IPv6 minimum, RFC 8200 §5) to 65000 bytes
 * @param interfaceType type of the interfaces; empty for the first one that works
 */
public record LabOptions(int mtu, Optional<InterfaceType> interfaceType) {
    /** Ethernet's MTU, RFC 894. */
    public static final LabOptions DEFAULT = new LabOptions(1500);
    static final int MIN_MTU = 1280;
    static final int MAX_MTU = 65_000;

    public LabOptions {
        if (mtu < MIN_MTU || mtu > MAX_MTU) {
            throw new IllegalArgumentException(
                    "the MTU must be from " + MIN_MTU + " to " + MAX_MTU + " bytes, not " + mtu);
        }
    }

    /** Returns options with interfaces of the first type that works. */
    public LabOptions(int mtu) {
        this(mtu, Optional.empty());
    }
}
