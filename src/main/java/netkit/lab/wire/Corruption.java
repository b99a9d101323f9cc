package netkit.lab.wire;

import java.util.Optional;

import netkit.packet.IcmpMessage;
import netkit.packet.IpPacket;
import netkit.packet.Layer;
import netkit.packet.PacketView;
import netkit.packet.TcpSegment;
import netkit.packet.UdpDatagram;
import netkit.packet.Undecoded;

/**
 * The corruption fault: flips one bit of a packet and leaves the checksum unchanged, which is then always wrong,
 * because the sum of the 16-bit words (RFC 1071 §1) differs by a power of two. The bit is in the payload of TCP, UDP or
 * ICMP, so that the packet still belongs to its flow; in a packet without payload it is in the checksum.
 */
final class Corruption {
    private static final int TCP_CHECKSUM_AT = 16;
    private static final int UDP_CHECKSUM_AT = 6;
    private static final int ICMP_CHECKSUM_AT = 2;
    private static final int CHECKSUM_LENGTH = 2;

    private Corruption() {}

    /**
     * @param view the packet as it was sent
     * @param bytes the same packet, modified in place
     * @param where position of the bit among the candidates, from 0 (inclusive) to 1 (exclusive)
     * @return empty if the packet has no bit that may be flipped; it is unchanged then
     */
    static Optional<FaultEffect.Corrupted> apply(PacketView view, byte[] bytes, double where) {
        if (!(view.network() instanceof IpPacket ip)) {
            return Optional.empty();
        }
        return switch (view.transport()) {
            case TcpSegment tcp -> payloadOrChecksum(tcp, TCP_CHECKSUM_AT, ip, bytes, where);
            case IcmpMessage icmp -> payloadOrChecksum(icmp, ICMP_CHECKSUM_AT, ip, bytes, where);
            case UdpDatagram udp when udp.checksum() == 0 -> // RFC 768: zero means no checksum
                flipBit(udp.payloadFrom(), udp.payloadTo(), ip, bytes, where, false);
            case UdpDatagram udp when hasPayload(udp) || Integer.bitCount(udp.checksum()) > 1 ->
                payloadOrChecksum(udp, UDP_CHECKSUM_AT, ip, bytes, where);
            case UdpDatagram _ -> Optional.empty(); // flipping the only bit set would give 0: no checksum
            case Undecoded _ -> flipBit(ip.payloadFrom(), ip.payloadTo(), ip, bytes, where, true);
        };
    }

    private static boolean hasPayload(Layer transport) {
        return transport.payloadFrom() < transport.payloadTo();
    }

    private static Optional<FaultEffect.Corrupted> payloadOrChecksum(Layer transport, int checksumAt,
            IpPacket ip,
            byte[] bytes, double where) {
        int checksum = transport.from() + checksumAt;
        return hasPayload(transport)
                ? flipBit(transport.payloadFrom(), transport.payloadTo(), ip, bytes, where, true)
                : flipBit(checksum, checksum + CHECKSUM_LENGTH, ip, bytes, where, true);
    }

    private static Optional<FaultEffect.Corrupted> flipBit(int from, int to, IpPacket ip, byte[] bytes,
            double where,
            boolean detectable) {
        if (from >= to) {
            return Optional.empty();
        }
        int bit = (int) (where * 8 * (to - from));
        int at = from + bit / 8;
        int mask = 1 << bit % 8;
        bytes[at] ^= (byte) mask;
        return Optional.of(new FaultEffect.Corrupted(at - ip.from(), mask, detectable));
    }
}
