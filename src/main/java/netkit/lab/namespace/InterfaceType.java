package netkit.lab.namespace;

/** What a host's interface is. */
public enum InterfaceType {
    /** IP packets without a link layer, Documentation/networking/tuntap of the kernel. */
    TUN,
    /** Ethernet frames, with ARP and neighbour discovery to be seen: veth(4), packet(7). */
    VETH
}
