package netkit.dissect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

import netkit.dissect.application.ApplicationMessage;
import netkit.dissect.application.Carried;
import netkit.packet.IpAddress;
import netkit.packet.IpPacket;
import netkit.packet.TcpSegment;
import netkit.packet.UdpDatagram;
import netkit.packet.pcapng.CapturedPacket;
import netkit.packet.stream.SegmentAnalysis;
import netkit.packet.stream.SegmentMark;
import netkit.packet.stream.StreamReassembly;
import netkit.packet.stream.StreamReassembly.Piece;

/**
 * What a {@link Dissector} finds on the connections of a capture, collected while it reads: what the programs said, the
 * bytes of each direction in order, and the segments as points of a time-sequence diagram. It keeps a bounded part, and
 * says whether that is all. Not thread-safe.
 */
public final class ConversationLog {
    private static final int MOST_MESSAGES = 100_000;
    private static final int MOST_POINTS = 500_000;
    private static final int MOST_BYTES = 64 << 20;

    /** One end of a connection or conversation. */
    public record End(IpAddress address, int port) {
        @Override
        public String toString() {
            return address.isIpv4() ? address + ":" + port : "[" + address + "]:" + port;
        }
    }

    /**
     * What a program said.
     *
     * @param epochNanos when the packet was captured that completes it; empty if the capture has no times
     * @param stream the number of the TCP connection or UDP conversation
     * @param summary one line, as in the list of packets; text of a peer is not escaped
     * @param content the text, without headers; empty if the message has none
     * @param packets those that carried it first, in order
     * @param repeatedIn other packets that carried a part of it: retransmissions, and what came twice
     */
    public record Message(OptionalLong epochNanos, boolean isTcp, int stream, End from, End to,
            Protocol protocol, String summary, String content, List<Long> packets, List<Long> repeatedIn,
            List<String> notices) {}

    /**
     * A part of one direction of a connection.
     *
     * @param fromFirst whether the end that opened the connection sent it
     * @param bytes empty for a gap
     * @param missing bytes that the capture does not have; 0 if this is no gap
     */
    public record Part(boolean fromFirst, OptionalLong epochNanos, long packet, byte[] bytes, long missing) {}

    /**
     * A segment in a time-sequence diagram.
     *
     * @param nanos since the first segment of the connection
     * @param sequence relative to the SYN
     * @param length bytes of payload
     * @param acknowledgment relative to the peer's SYN; empty without an ACK flag
     * @param window in bytes
     * @param ackRttNanos time since the segment that it acknowledges
     */
    public record Point(long nanos, long packet, boolean fromFirst, long sequence, int length,
            OptionalLong acknowledgment, long window, Set<SegmentMark> marks, OptionalLong ackRttNanos,
            OptionalLong bytesInFlight) {}

    /** A TCP connection: the end that opened it, or that was seen first, comes first. */
    public record Connection(int stream, End first, End second, OptionalLong initialRttNanos,
            List<Part> parts,
            List<Point> points) {}

    private record Carrier(boolean fromLow, long from, long to, long packet) {}

    private record Said(OptionalLong epochNanos, boolean isTcp, int stream, End from, End to,
            Protocol protocol, ApplicationMessage message) {}

    private static final class Tcp {
        final End first;
        final End second;
        final boolean firstIsLow;
        OptionalLong initialRtt = OptionalLong.empty();
        final List<Part> parts = new ArrayList<>();
        final List<Point> points = new ArrayList<>();
        final List<Carrier> carriers = new ArrayList<>();

        Tcp(End first, End second, boolean firstIsLow) {
            this.first = first;
            this.second = second;
            this.firstIsLow = firstIsLow;
        }
    }

    private final OptionalInt only;
    private final Map<Integer, Tcp> connections = new LinkedHashMap<>();
    private final List<Said> messages = new ArrayList<>();
    private long bytes;
    private int points;
    private boolean isComplete = true;

    private ConversationLog(OptionalInt only) {
        this.only = only;
    }

    /** Returns a log of all connections and conversations. */
    public static ConversationLog ofAll() {
        return new ConversationLog(OptionalInt.empty());
    }

    /** Returns a log of the TCP connection with this number. */
    public static ConversationLog ofConnection(int stream) {
        return new ConversationLog(OptionalInt.of(stream));
    }

    /** Whether everything was kept. */
    public boolean isComplete() {
        return isComplete;
    }

    void segment(CapturedPacket packet, IpPacket ip, TcpSegment segment, int stream, boolean fromLow,
            SegmentAnalysis analysis, long position, List<Piece> pieces, List<Piece> uncovered,
            List<DissectedLayer> layers) {
        if (only.isPresent() && only.getAsInt() != stream) {
            return;
        }
        End from = new End(ip.source(), segment.sourcePort());
        End to = new End(ip.destination(), segment.destinationPort());
        boolean isReply = segment.has(TcpSegment.SYN | TcpSegment.ACK);
        Tcp tcp = connections.computeIfAbsent(stream,
                _ -> new Tcp(isReply ? to : from, isReply ? from : to, isReply != fromLow));
        if (tcp.initialRtt.isEmpty()) {
            tcp.initialRtt = analysis.initialRttNanos();
        }
        boolean fromFirst = fromLow == tcp.firstIsLow;
        if (points < MOST_POINTS) {
            points++;
            tcp.points
                    .add(new Point(analysis.relativeNanos(), packet.number(), fromFirst, analysis.sequence(),
                            segment.payloadLength(),
                            segment.has(TcpSegment.ACK) ? OptionalLong.of(analysis.acknowledgment())
                                    : OptionalLong.empty(),
                            analysis.window(), analysis.marks(),
                            analysis.acknowledged().map(earlier -> OptionalLong.of(earlier.nanos()))
                                    .orElse(OptionalLong.empty()),
                            analysis.bytesInFlight()));
            if (segment.payloadLength() > 0) {
                tcp.carriers.add(new Carrier(fromLow, position, position + segment.payloadLength(),
                        packet.number()));
            }
        } else {
            isComplete = false;
        }
        uncovered.forEach(piece -> part(tcp, packet, !fromFirst, piece));
        pieces.forEach(piece -> part(tcp, packet, fromFirst, piece));
        for (DissectedLayer layer : layers) {
            boolean isOther = layer instanceof ApplicationLayer application
                    && application.message().carried().fromLow() != fromLow;
            said(layer, packet, true, stream, isOther ? to : from, isOther ? from : to);
        }
    }

    private void part(Tcp tcp, CapturedPacket packet, boolean fromFirst, Piece piece) {
        switch (piece) {
            case StreamReassembly.Data data -> {
                if (bytes + data.length() > MOST_BYTES) {
                    isComplete = false;
                    return;
                }
                bytes += data.length();
                tcp.parts.add(new Part(fromFirst, packet.epochNanos(), data.packet(),
                        Arrays.copyOfRange(data.bytes(), data.from(), data.to()), 0));
            }
            case StreamReassembly.Gap gap -> tcp.parts.add(
                    new Part(fromFirst, packet.epochNanos(), packet.number(), new byte[0], gap.length()));
            case StreamReassembly.End _ -> {}
        }
    }

    void datagram(CapturedPacket packet, IpPacket ip, UdpDatagram datagram, int stream,
            List<DissectedLayer> layers) {
        if (only.isEmpty()) {
            layers.forEach(layer -> said(layer, packet, false, stream,
                    new End(ip.source(), datagram.sourcePort()),
                    new End(ip.destination(), datagram.destinationPort())));
        }
    }

    private void said(DissectedLayer layer, CapturedPacket packet, boolean isTcp, int stream, End from,
            End to) {
        if (!(layer instanceof ApplicationLayer application)) {
            return;
        }
        ApplicationMessage message = application.message();
        boolean saysSomething = !message.content().isEmpty() || !message.notices().isEmpty()
                || layer.protocol() == Protocol.HTTP;
        if (!saysSomething) {
            return;
        }
        if (messages.size() >= MOST_MESSAGES || bytes + message.content().length() > MOST_BYTES) {
            isComplete = false;
            return;
        }
        bytes += message.content().length();
        messages.add(new Said(packet.epochNanos(), isTcp, stream, from, to, layer.protocol(), message));
    }

    /** Returns what the programs said, in the order in which it became complete. */
    public List<Message> messages() {
        return messages.stream().map(this::message).toList();
    }

    private Message message(Said said) {
        List<Long> packets = said.message.carried().packets();
        return new Message(said.epochNanos, said.isTcp, said.stream, said.from, said.to, said.protocol,
                said.message.summary(), said.message.content(), packets,
                said.isTcp ? repeated(said) : List.of(), said.message.notices());
    }

    private List<Long> repeated(Said said) {
        Carried carried = said.message.carried();
        Set<Long> others = new TreeSet<>();
        for (Carrier carrier : connections.get(said.stream).carriers) {
            if (carrier.fromLow == carried.fromLow() && carrier.from < carried.streamTo()
                    && carrier.to > carried.streamFrom() && !carried.packets().contains(carrier.packet)) {
                others.add(carrier.packet);
            }
        }
        return List.copyOf(others);
    }

    /** Returns the connections in the order of their numbers. */
    public List<Connection> connections() {
        return connections.entrySet().stream()
                .map(entry -> new Connection(entry.getKey(), entry.getValue().first, entry.getValue().second,
                        entry.getValue().initialRtt, List.copyOf(entry.getValue().parts),
                        List.copyOf(entry.getValue().points)))
                .toList();
    }
}
