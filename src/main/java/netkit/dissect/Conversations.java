package netkit.dissect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import netkit.dissect.application.ApplicationMessage;
import netkit.dissect.application.Carried;
import netkit.dissect.application.ConnectionDecoder;
import netkit.dissect.application.DatagramDecoder;
import netkit.dissect.application.EngineSessions;
import netkit.packet.IpPacket;
import netkit.packet.TcpSegment;
import netkit.packet.UdpDatagram;
import netkit.packet.pcapng.CapturedPacket;
import netkit.packet.stream.ConversationKey;
import netkit.packet.stream.LruMap;
import netkit.packet.stream.SegmentAnalysis;
import netkit.packet.stream.StreamReassembly;
import netkit.packet.stream.StreamReassembly.Piece;
import netkit.packet.stream.TcpConversation;

/**
 * The TCP connections and UDP conversations of a capture. Its memory is bounded: of many connections, those are forgotten
 * that have been silent longest, but not their numbers. Not thread-safe.
 */
final class Conversations {
    /** Conversations whose number is remembered. */
    private static final int MOST_NUMBERS = 1 << 17;
    private static final int MOST_CONNECTIONS = 1 << 14;
    /** Memory for all connections, bytes; one alone may take more. */
    private static final long MOST_RETAINED = 48 << 20;

    /** About what the layers of a kept packet take. */
    private static final int WAITING_OVERHEAD = 2000;

    private final Map<ConversationKey, Integer> tcpStreams = new LruMap<>(MOST_NUMBERS);
    private final Map<ConversationKey, UdpConversation> udpStreams = new LruMap<>(MOST_NUMBERS);
    private final LinkedHashMap<ConversationKey, Connection> connections = new LinkedHashMap<>(16, 0.75f,
            true);
    private final EngineSessions sessions = new EngineSessions();
    private final ConversationLog log;
    private long retained;
    private int tcpCount;
    private int udpCount;
    /** The connection of the packet that is being taken apart; null if it has no segment. */
    private Connection current;
    private boolean currentIsFromLow;

    /** @param log collects what is found; null for none */
    Conversations(ConversationLog log) {
        this.log = log;
    }

    /** One TCP connection. */
    private static final class Connection {
        final TcpConversation conversation;
        final StreamReassembly low = new StreamReassembly();
        final StreamReassembly high = new StreamReassembly();
        final ConnectionDecoder decoder;
        /** The last packet of each direction, while bytes of it may wait behind a gap. */
        DissectedPacket lowWaits;
        DissectedPacket highWaits;
        int lowBytes;
        int highBytes;
        int counted;

        Connection(TcpConversation conversation, ConnectionDecoder decoder) {
            this.conversation = conversation;
            this.decoder = decoder;
        }

        int retainedBytes() {
            return conversation.retainedBytes() + low.retainedBytes() + high.retainedBytes()
                    + decoder.retainedBytes() + (low.isWaiting() ? lowBytes : 0)
                    + (high.isWaiting() ? highBytes : 0);
        }

        /** Counts a packet that is kept if some of its direction waits. */
        void count(boolean isFromLow, CapturedPacket packet) {
            int bytes = WAITING_OVERHEAD + packet.bytes().length;
            lowBytes = isFromLow ? bytes : lowBytes;
            highBytes = isFromLow ? highBytes : bytes;
        }

        void keep(boolean isFromLow, DissectedPacket packet) {
            lowWaits = !low.isWaiting() ? null : isFromLow ? packet : lowWaits;
            highWaits = !high.isWaiting() ? null : isFromLow ? highWaits : packet;
        }
    }

    /** The datagrams between two ports. As in Wireshark, those without payload have no times, and end no interval. */
    private static final class UdpConversation {
        final int number;
        private final long first;
        private long last;

        UdpConversation(int number, long first) {
            this.number = number;
            this.first = first;
            last = first;
        }

        List<Field> follow(long at, UdpDatagram datagram) {
            int header = datagram.from();
            Field stream = new Field("udp.stream", "Conversation", new FieldValue.Number(number),
                    Integer.toString(number), header, header, 0, List.of());
            if (datagram.payloadLength() == 0) {
                return List.of(stream);
            }
            long delta = at - last;
            last = at;
            return List.of(stream,
                    time("udp.time_relative", "Time since the first datagram", at - first, header),
                    time("udp.time_delta", "Time since the datagram before", delta, header));
        }

        private static Field time(String name, String label, long nanos, int header) {
            String seconds = TcpAnalysisFields.seconds(nanos);
            return new Field(name, label, new FieldValue.Text(seconds), seconds + " s", header, header, 0,
                    List.of());
        }
    }

    /** Follows a segment, whose bytes may be those of a packet or of a reassembled IP payload. */
    TransportFindings tcp(CapturedPacket packet, IpPacket ip, TcpSegment segment) {
        ConversationKey key = ConversationKey.of(ip, segment.sourcePort(), segment.destinationPort());
        boolean fromLow = ConversationKey.isFromLow(ip, segment.sourcePort(), segment.destinationPort());
        long at = packet.epochNanos().orElse(0);
        Connection connection = connection(key, segment, fromLow, at);
        current = connection;
        currentIsFromLow = fromLow;
        int stream = connection.conversation.number();
        SegmentAnalysis analysis = connection.conversation.follow(packet.number(), at, segment, fromLow);
        List<DissectedLayer> layers = application(connection, packet, ip, segment, fromLow, analysis);
        connection.count(fromLow, packet);
        account(connection);
        return new TransportFindings(stream, TcpAnalysisFields.of(stream, analysis, segment), layers);
    }

    private Connection connection(ConversationKey key, TcpSegment segment, boolean fromLow, long at) {
        Connection known = connections.get(key);
        if (known != null && !known.conversation.isReplacedBy(segment, fromLow)) {
            return known;
        }
        Integer number = tcpStreams.get(key);
        if (known != null || number == null) {
            number = tcpCount++;
            tcpStreams.put(key, number);
        }
        if (known != null) {
            retained -= known.counted;
        }
        Connection created = new Connection(new TcpConversation(number, at, known != null),
                new ConnectionDecoder(key.lowPort(), key.highPort(), sessions));
        connections.put(key, created);
        return created;
    }

    private void account(Connection connection) {
        int now = connection.retainedBytes();
        retained += now - connection.counted;
        connection.counted = now;
        Iterator<Connection> eldest = connections.values().iterator();
        while ((retained > MOST_RETAINED || connections.size() > MOST_CONNECTIONS)
                && connections.size() > 1) {
            retained -= eldest.next().counted;
            eldest.remove();
        }
    }

    /** Notes the packet whose segments were followed last. */
    void dissected(DissectedPacket packet) {
        if (current != null) {
            current.keep(currentIsFromLow, packet);
            current = null;
        }
    }

    /** Ends the capture: returns what waits behind gaps, each with the last packet of its direction. */
    List<DissectedPacket> finish() {
        List<DissectedPacket> last = new ArrayList<>();
        connections.values().stream()
                .sorted(Comparator.comparingInt(connection -> connection.conversation.number()))
                .forEach(connection -> {
                    finish(connection, true, connection.lowWaits, last);
                    finish(connection, false, connection.highWaits, last);
                });
        return last;
    }

    private static void finish(Connection connection, boolean isFromLow, DissectedPacket packet,
            List<DissectedPacket> last) {
        List<Piece> pieces = (isFromLow ? connection.low : connection.high).flush();
        if (packet == null || pieces.isEmpty()) {
            return;
        }
        List<DissectedLayer> layers = new ArrayList<>();
        packet.layers().stream().takeWhile(layer -> !(layer instanceof ApplicationLayer))
                .forEach(layers::add);
        connection.decoder.feed(isFromLow, pieces, message -> layers.add(decoded(message)));
        last.add(new DissectedPacket(packet.packet(), List.copyOf(layers), packet.stream()));
    }

    private List<DissectedLayer> application(Connection connection, CapturedPacket packet, IpPacket ip,
            TcpSegment segment, boolean fromLow, SegmentAnalysis analysis) {
        StreamReassembly sender = fromLow ? connection.low : connection.high;
        StreamReassembly peer = fromLow ? connection.high : connection.low;
        List<Piece> uncovered = segment.has(TcpSegment.ACK) ? peer.acknowledged(segment.acknowledgment())
                : List.of();
        List<Piece> pieces = sender.add(segment, packet.number());
        List<DissectedLayer> layers = List.of();
        if (!uncovered.isEmpty() || !pieces.isEmpty()) {
            List<ApplicationMessage> messages = new ArrayList<>(2);
            connection.decoder.feed(!fromLow, uncovered, messages::add);
            connection.decoder.feed(fromLow, pieces, messages::add);
            layers = new ArrayList<>(messages.size());
            for (ApplicationMessage message : messages) {
                layers.add(layer(message, packet, segment, fromLow, pieces));
            }
        }
        if (log != null) {
            log.segment(packet, ip, segment, connection.conversation.number(), fromLow, analysis,
                    sender.position(segment.sequence() + (segment.has(TcpSegment.SYN) ? 1 : 0)), pieces,
                    uncovered, layers);
        }
        return layers;
    }

    /** Returns a layer in the bytes of the packet itself, if they carry all of the message. */
    private static DissectedLayer layer(ApplicationMessage message, CapturedPacket packet, TcpSegment segment,
            boolean fromLow, List<Piece> pieces) {
        Carried carried = message.carried();
        for (Piece piece : pieces) {
            if (piece instanceof StreamReassembly.Data data && data.bytes() == segment.bytes()
                    && carried.fromLow() == fromLow && !carried.isDecoded()
                    && carried.streamFrom() >= data.offset()
                    && carried.streamTo() <= data.offset() + data.length()
                    && carried.packets().equals(List.of(packet.number()))) {
                return new ApplicationLayer(message, source(packet, segment.bytes()),
                        data.from() + (int) (carried.streamFrom() - data.offset()));
            }
        }
        return decoded(message);
    }

    private static DissectedLayer decoded(ApplicationMessage message) {
        Carried carried = message.carried();
        ByteSource.Origin origin = carried.isDecoded() ? ByteSource.Origin.DECODED
                : ByteSource.Origin.TCP_STREAM;
        return new ApplicationLayer(message, new ByteSource(carried.bytes(), origin, carried.packets()), 0);
    }

    private static ByteSource source(CapturedPacket packet, byte[] bytes) {
        return new ByteSource(bytes, bytes == packet.bytes() ? ByteSource.Origin.PACKET
                : ByteSource.Origin.REASSEMBLED_IP, List.of(packet.number()));
    }

    /** Follows a datagram. */
    TransportFindings udp(CapturedPacket packet, IpPacket ip, UdpDatagram datagram) {
        long at = packet.epochNanos().orElse(0);
        UdpConversation conversation = udpStreams.computeIfAbsent(
                ConversationKey.of(ip, datagram.sourcePort(), datagram.destinationPort()),
                _ -> new UdpConversation(udpCount++, at));
        int stream = conversation.number;
        List<Field> analysis = conversation.follow(at, datagram);
        byte[] bytes = datagram.bytes();
        int from = datagram.payloadFrom();
        int to = datagram.payloadTo();
        if (from >= to) {
            return new TransportFindings(stream, analysis, List.of());
        }
        Carried carried = new Carried(
                ConversationKey.isFromLow(ip, datagram.sourcePort(), datagram.destinationPort()), 0,
                to - from,
                Arrays.copyOfRange(bytes, from, to), List.of(packet.number()), false);
        ApplicationMessage message = DatagramDecoder.decode(carried, datagram.sourcePort(),
                datagram.destinationPort());
        List<DissectedLayer> layers = List.of(new ApplicationLayer(message, source(packet, bytes), from));
        if (log != null) {
            log.datagram(packet, ip, datagram, stream, layers);
        }
        return new TransportFindings(stream, analysis, layers);
    }
}
