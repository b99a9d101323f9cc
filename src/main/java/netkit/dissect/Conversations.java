package netkit.dissect;

import java.util.List;
import java.util.Map;

import netkit.packet.IpPacket;
import netkit.packet.TcpSegment;
import netkit.packet.UdpDatagram;
import netkit.packet.pcapng.CapturedPacket;
import netkit.packet.stream.ConversationKey;
import netkit.packet.stream.LruMap;

/** The TCP connections and UDP conversations of a capture. Not thread-safe. */
final class Conversations {
    private static final int MOST_NUMBERS = 1 << 17;

    private final Map<ConversationKey, Integer> tcpStreams = new LruMap<>(MOST_NUMBERS);
    private final Map<ConversationKey, Integer> udpStreams = new LruMap<>(MOST_NUMBERS);
    private int tcpCount;
    private int udpCount;

    /** Follows a segment, whose bytes may be those of a packet or of a reassembled IP payload. */
    TransportFindings tcp(CapturedPacket packet, IpPacket ip, TcpSegment segment) {
        int stream = tcpStreams.computeIfAbsent(
                ConversationKey.of(ip, segment.sourcePort(), segment.destinationPort()), _ -> tcpCount++);
        return new TransportFindings(stream, List.of(), List.of());
    }

    /** Follows a datagram. */
    TransportFindings udp(CapturedPacket packet, IpPacket ip, UdpDatagram datagram) {
        int stream = udpStreams.computeIfAbsent(
                ConversationKey.of(ip, datagram.sourcePort(), datagram.destinationPort()), _ -> udpCount++);
        return new TransportFindings(stream, List.of(), List.of());
    }
}
