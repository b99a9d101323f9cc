package netkit.lab;

import java.util.Optional;

import netkit.lab.namespace.PortKind;

/**
 * What may be chosen when a lab is opened.
 *
 * @param mtu of the hosts' interfaces, 1280 (the least that IPv6 takes, RFC 8200 §5) to 65000 bytes
 * @param port what the interfaces are; empty for the first that works
 */
public record LabOptions(int mtu, Optional<PortKind> port) {
    /** Ethernet's MTU, RFC 894. */
    public static final LabOptions USUAL = new LabOptions(1500, Optional.empty());
    static final int LEAST_MTU = 1280;
    static final int MOST_MTU = 65_000;

    public LabOptions {
        if (mtu < LEAST_MTU || mtu > MOST_MTU) {
            throw new IllegalArgumentException(
                    "the MTU " + mtu + " is not from " + LEAST_MTU + " to " + MOST_MTU);
        }
    }

    public LabOptions withMtu(int bytes) {
        return new LabOptions(bytes, port);
    }

    public LabOptions withPort(PortKind kind) {
        return new LabOptions(mtu, Optional.of(kind));
    }
}
