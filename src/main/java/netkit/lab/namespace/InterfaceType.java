package netkit.lab.namespace;

/** The type of a host's network interface. Each carries Ethernet frames, ARP and neighbour discovery included. */
public enum InterfaceType {
    /** A TAP device; the kernel's networking/tuntap.rst. */
    TAP,
    /** Virtual Ethernet, for a machine without {@code /dev/net/tun}: veth(4), packet(7). */
    VETH
}
