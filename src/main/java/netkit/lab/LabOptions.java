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
    public static final LabOptions DEFAULT = new LabOptions(1500, Optional.empty());
    static final int MIN_MTU = 1280;
    static final int MAX_MTU = 65_000;

    public LabOptions {
        if (mtu < MIN_MTU || mtu > MAX_MTU) {
            throw new IllegalArgumentException(
                    "the MTU must be from " + MIN_MTU + " to " + MAX_MTU + " bytes, not " + mtu);
        }
    }

    public LabOptions withMtu(int bytes) {
        return new LabOptions(bytes, interfaceType);
    }

    public LabOptions withInterfaceType(InterfaceType type) {
        return new LabOptions(mtu, Optional.of(type));
    }
}
