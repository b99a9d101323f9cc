package netkit.packet;

/** Which way a packet went through the interface that saw it; in the order of epb_flags' lowest bits. */
public enum PacketDirection {
    UNKNOWN, INBOUND, OUTBOUND
}
