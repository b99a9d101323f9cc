package netkit.packet;

/** The direction of a packet at the capturing interface; the ordinals are the lowest bits of epb_flags. */
public enum PacketDirection {
    UNKNOWN, INBOUND, OUTBOUND
}
