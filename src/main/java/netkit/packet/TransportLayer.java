package netkit.packet;

/** The layer above IP: a view of it, or why there is none. */
public sealed interface TransportLayer permits TcpSegment, UdpDatagram, IcmpMessage, Undecoded {}
