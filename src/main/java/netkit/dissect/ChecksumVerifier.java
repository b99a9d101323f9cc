package netkit.dissect;

import java.util.Map;

import netkit.packet.BigEndian;
import netkit.packet.ChecksumVerdict;
import netkit.packet.InternetChecksum;
import netkit.packet.IpAddress;
import netkit.packet.IpPacket;
import netkit.packet.Ipv6Packet;
import netkit.packet.stream.LruMap;

/**
 * Verifies checksums of the transport layer and tells the likely cause of a wrong one. A network card that computes
 * checksums gets packets that have the sum of the pseudo-header in their place; a capture on the sending host shows
 * that. Some systems leave another value: then each packet of that host is wrong, and no other. Not thread-safe.
 */
final class ChecksumVerifier {
    private static final int MOST_HOSTS = 4096;
    /** Wrong checksums of a host without a correct one, from which on they are taken as a habit of the host. */
    private static final int HABIT = 3;

    private static final class Tally {
        private boolean hasCorrect;
        private int wrong;
    }

    private final Map<IpAddress, Tally> hosts = new LruMap<>(MOST_HOSTS);

    /** @param extent the segment or datagram, with its checksum */
    Checksum verify(IpPacket ip, int protocol, Extent extent, int checksumAt) {
        if (extent.to() < extent.end() || isRouted(ip)) {
            return Checksum.UNKNOWN;
        }
        int sum = InternetChecksum.of(ip, protocol, extent.bytes(), extent.from(), extent.to());
        Tally tally = hosts.computeIfAbsent(ip.source(), _ -> new Tally());
        if (sum == 0) {
            tally.hasCorrect = true;
            return new Checksum(ChecksumVerdict.CORRECT, null);
        }
        tally.wrong++;
        int found = BigEndian.get32(extent.bytes(), extent.from() + checksumAt - 2) & 0xFFFF;
        if (found == InternetChecksum.partial(ip, protocol, extent.length())) {
            return wrong(
                    "the checksum is offloaded: the sender's network card completes it after the capture");
        }
        if (!tally.hasCorrect && tally.wrong >= HABIT) {
            return wrong("the checksum is wrong, as all of this host: its network card probably computes it");
        }
        return wrong("the checksum is wrong");
    }

    /** RFC 8200 §8.1: the pseudo-header has the final destination, which a source route may still hold. */
    private static boolean isRouted(IpPacket ip) {
        return ip instanceof Ipv6Packet version6 ? version6.segmentsLeft() > 0
                : Ipv4OptionFields.nextHopAt(new FieldList(ip.bytes(), ip.from(), ip.payloadFrom())) > 0;
    }

    /** Verifies a checksum that covers these bytes alone. */
    static Checksum verify(Extent extent) {
        if (extent.to() < extent.end()) {
            return Checksum.UNKNOWN;
        }
        return InternetChecksum.of(extent.bytes(), extent.from(), extent.to()) == 0
                ? new Checksum(ChecksumVerdict.CORRECT, null)
                : wrong("the checksum is wrong");
    }

    private static Checksum wrong(String notice) {
        return new Checksum(ChecksumVerdict.WRONG, notice);
    }
}
