package netkit.packet;

/**
 * A view of one layer of a packet, whose bytes are neither copied nor changed. It belongs to a {@link PacketView} and
 * is valid until that view decodes another packet.
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
     * @param to end of the captured bytes, or of this layer if that comes first
     * @param end end of this layer according to its headers; beyond {@code to} if the capture truncated it
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

    /** Returns the array that holds the packet; the offsets below refer to it. */
    public final byte[] bytes() {
        return bytes;
    }

    /** Returns the offset of this layer's header. */
    public final int from() {
        return from;
    }

    /** Returns the length in bytes, including options and extension headers. */
    public final int headerLength() {
        return headerLength;
    }

    /** Returns the offset of the payload, or the end of the captured bytes if that comes first. */
    public final int payloadFrom() {
        return Math.min(from + headerLength, to);
    }

    /** Returns the end of the payload, or of the captured bytes if that comes first. */
    public final int payloadTo() {
        return to;
    }

    /** Returns the payload length in bytes according to the headers; the capture may hold fewer. */
    public final int payloadLength() {
        return end - from - headerLength;
    }

    /** Whether the captured bytes end before the payload does. */
    public final boolean isTruncated() {
        return to < end;
    }
}
