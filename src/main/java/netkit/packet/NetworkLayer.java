package netkit.packet;

/** A view of the network layer of a packet, or the reason why there is none. */
public sealed interface NetworkLayer permits ArpPacket, IpPacket, Undecoded {}
