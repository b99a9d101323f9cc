package netkit.packet.stream;

import netkit.packet.IpAddress;
import netkit.packet.IpPacket;

/**
 * The two ends of a TCP connection or of a UDP conversation, the same for both directions. The lower address comes
 * first; if both are equal, the lower port.
 */
public record ConversationKey(IpAddress lowAddress, int lowPort, IpAddress highAddress, int highPort) {
    /** Returns the key of a packet with these ports. */
    public static ConversationKey of(IpPacket ip, int sourcePort, int destinationPort) {
        return isFromLow(ip, sourcePort, destinationPort)
                ? new ConversationKey(ip.source(), sourcePort, ip.destination(), destinationPort)
                : new ConversationKey(ip.destination(), destinationPort, ip.source(), sourcePort);
    }

    /** Whether a packet is sent by the end that comes first. */
    public static boolean isFromLow(IpPacket ip, int sourcePort, int destinationPort) {
        int order = Long.compareUnsigned(ip.sourceHigh(), ip.destinationHigh());
        if (order == 0) {
            order = Long.compareUnsigned(ip.sourceLow(), ip.destinationLow());
        }
        return order != 0 ? order < 0 : sourcePort <= destinationPort;
    }
}
