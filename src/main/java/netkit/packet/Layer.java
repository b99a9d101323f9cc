package netkit.packet;

/**
 * One layer of a packet, seen in place: a view of bytes that are neither copied nor changed. A view belongs to its
 * {@link PacketView} and is good until that one is given other bytes.
 */
public abstract sealed class Layer
        permits EthernetFrame, ArpPacket, IpPacket, TcpSegment, UdpDatagram, IcmpMessage {
    byte[] bytes;
    int from;
    int to;
    int end;
    int headerLength;

    Layer() {}

    /**
     * @param to where the bytes at hand end, or this layer if that is sooner
     * @param end where this layer ends by its own account; beyond {@code to} when not all of it is at hand
     */
    final void view(byte[] bytes, int from, int to, int end) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.end = end;
    }

    final int at8(int offset) {
        return bytes[from + offset] & 0xFF;
    }

    final int at16(int offset) {
        return BigEndian.get16(bytes, from + offset);
    }

    final int at32(int offset) {
        return BigEndian.get32(bytes, from + offset);
    }

    /** The array in which the packet lies; the offsets below are in it. */
    public final byte[] bytes() {
        return bytes;
    }

    /** Where this layer's header begins. */
    public final int from() {
        return from;
    }

    /** Bytes, options and extension headers included. */
    public final int headerLength() {
        return headerLength;
    }

    public final int payloadFrom() {
        return from + headerLength;
    }

    /** Where the payload ends, or the bytes at hand if that is sooner. */
    public final int payloadTo() {
        return to;
    }

    /** Bytes of payload by the account of the headers; perhaps more than are at hand. */
    public final int payloadLength() {
        return end - from - headerLength;
    }

    /** Whether the bytes at hand end before the payload does. */
    public final boolean isTruncated() {
        return to < end;
    }
}
