package netkit.packet;

/** The network layer of a packet: a view of it, or why there is none. */
public sealed interface NetworkLayer permits ArpPacket, IpPacket, Undecoded {}
