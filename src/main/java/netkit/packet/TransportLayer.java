package netkit.packet;

/** A view of the layer above IP, or the reason why there is none. */
public sealed interface TransportLayer permits TcpSegment, UdpDatagram, IcmpMessage, Undecoded {}
