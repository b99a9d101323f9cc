package netkit.packet;

/** What IPv4 and IPv6 packets have in common. */
public abstract sealed class IpPacket extends Layer implements NetworkLayer permits Ipv4Packet, Ipv6Packet {
    /** Protocol numbers, as IANA assigns them. */
    public static final int ICMP = 1;
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int ICMPV6 = 58;
    /** RFC 8200 §4.7. */
    public static final int NO_NEXT_HEADER = 59;

    IpPacket() {}

    abstract NetworkLayer decode(byte[] bytes, int from, int to);

    /** The protocol of the payload; with IPv6 the one that follows the extension headers. */
    public abstract int protocol();

    /** How many more hops it may take: the time to live of IPv4. */
    public abstract int hopLimit();

    /** The first eight bytes of the source; 0 for IPv4. Without a new object, where every packet counts. */
    public abstract long sourceHigh();

    /** The last eight bytes of the source; an IPv4 address as {@link IpAddress} maps it. */
    public abstract long sourceLow();

    public abstract long destinationHigh();

    public abstract long destinationLow();

    public final IpAddress source() {
        return new IpAddress(sourceHigh(), sourceLow());
    }

    public final IpAddress destination() {
        return new IpAddress(destinationHigh(), destinationLow());
    }

    /** Equal in all fragments of a packet; 0 when an IPv6 packet has no fragment header. */
    public abstract int identification();

    /** Bytes of the unfragmented packet's payload that lie before this fragment's. */
    public abstract int fragmentOffset();

    public abstract boolean hasMoreFragments();

    /** Whether this is not the whole of a packet. */
    public final boolean isFragment() {
        return fragmentOffset() > 0 || hasMoreFragments();
    }

    /** Why the payload cannot be read as its protocol says; null when it can. */
    abstract Undecoded undecodable();

    /** Where the two addresses begin, source and destination in one piece. */
    abstract int addressesFrom();

    abstract int addressesTo();
}
