package netkit.lab.namespace;

/** The type of a host's network interface. */
public enum InterfaceType {
    /** A TUN device, which carries IP packets without a link layer; the kernel's networking/tuntap.rst. */
    TUN,
    /** Virtual Ethernet, which carries frames including ARP and neighbour discovery: veth(4), packet(7). */
    VETH
}
