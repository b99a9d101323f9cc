package netkit.packet;

/** An IPv4 or IPv6 packet. */
public abstract sealed class IpPacket extends Layer implements NetworkLayer permits Ipv4Packet, Ipv6Packet {
    /** Protocol numbers assigned by IANA. */
    public static final int ICMP = 1;
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int ICMPV6 = 58;
    /** RFC 8200 §4.7. */
    public static final int NO_NEXT_HEADER = 59;

    IpPacket() {}

    /**
     * Points this view at a packet.
     *
     * @param to end of the captured bytes
     * @return this view, or why the header cannot be decoded
     */
    public abstract NetworkLayer decode(byte[] bytes, int from, int to);

    /** Returns the protocol number of the payload; in IPv6, of what follows the extension headers. */
    public abstract int protocol();

    /** Returns the remaining hops: the hop limit of IPv6, the time to live of IPv4. */
    public abstract int hopLimit();

    /** Returns the first eight bytes of the source address, 0 for IPv4. Allocates nothing, unlike {@link #source}. */
    public abstract long sourceHigh();

    /** Returns the last eight bytes of the source address; an IPv4 address is mapped as in {@link IpAddress}. */
    public abstract long sourceLow();

    public abstract long destinationHigh();

    public abstract long destinationLow();

    public final IpAddress source() {
        return new IpAddress(sourceHigh(), sourceLow());
    }

    public final IpAddress destination() {
        return new IpAddress(destinationHigh(), destinationLow());
    }

    /** Returns the value shared by all fragments of a packet, 0 for an IPv6 packet without a fragment header. */
    public abstract int identification();

    /** Returns the position of this fragment's payload in the original payload, in bytes. */
    public abstract int fragmentOffset();

    public abstract boolean hasMoreFragments();

    /** Whether this is one of several fragments of a packet. */
    public final boolean isFragment() {
        return fragmentOffset() > 0 || hasMoreFragments();
    }

    /** Returns why the payload cannot be decoded, or null if it can. */
    abstract Undecoded undecodable();

    /** Returns the offset of the source address, which the destination address follows. */
    abstract int addressesFrom();

    abstract int addressesTo();
}
