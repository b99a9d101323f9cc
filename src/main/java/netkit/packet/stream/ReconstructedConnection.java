package netkit.packet.stream;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Arrays;

import netkit.packet.PacketDirection;
import netkit.packet.PacketBuilder;
import netkit.packet.TcpSegment;

/**
 * A TCP connection made of what a program has read and written: its addresses, ports and bytes are real, and so is the
 * order in which they passed. Made up are the headers, where segments end, and acknowledgements. Not thread-safe.
 */
public final class ReconstructedConnection {
    /** Takes the packets, in order. */
    @FunctionalInterface
    public interface Sink {
        /** @param packet an IP packet */
        void packet(long epochNanos, byte[] packet, PacketDirection direction);
    }

    private static final byte[] NOTHING = {};
    /** Ethernet's, less 20 or 40 bytes for IP and 20 for TCP (RFC 9293 §3.7.1). */
    private static final int MSS_IPV4 = 1460;
    private static final int MSS_IPV6 = 1440;
    private static final int WINDOW = 0xFFFF;
    /** The most that is under way without an acknowledgement: with the next write of this size, less than the window. */
    private static final int MAX_UNACKNOWLEDGED = 16 << 10;

    /** One direction; sequence numbers as in RFC 9293 §3.3.1. */
    private static final class Direction {
        private final InetSocketAddress sender;
        private final PacketDirection seen;
        private int next;
        /** What the other end has acknowledged. */
        private int acknowledged;
        private boolean isFinished;

        Direction(InetSocketAddress sender, PacketDirection seen, int initialSequence) {
            this.sender = sender;
            this.seen = seen;
            this.next = initialSequence;
            this.acknowledged = initialSequence;
        }
    }

    private final Sink sink;
    private final Direction local;
    private final Direction peer;
    private final int maxSegmentSize;
    private boolean isReset;

    /** @param number of the connection, from which its sequence numbers are made */
    public ReconstructedConnection(int number, InetSocketAddress local, InetSocketAddress peer, Sink sink) {
        this.sink = sink;
        this.local = new Direction(local, PacketDirection.OUTBOUND, number * 1_000_000);
        this.peer = new Direction(peer, PacketDirection.INBOUND, number * 1_000_000 + 500_000);
        maxSegmentSize = local.getAddress() instanceof Inet4Address ? MSS_IPV4 : MSS_IPV6;
    }

    /** The opening handshake (RFC 9293 §3.5), with the times of its first and of its other segments. */
    public void open(PacketDirection opener, long began, long ended) {
        Direction client = direction(opener);
        Direction server = opposite(client);
        syn(client, began);
        segment(server, ended, TcpSegment.SYN | TcpSegment.ACK, NOTHING);
        segment(client, ended, TcpSegment.ACK, NOTHING);
    }

    /** An attempt of this end to connect, which got no response. */
    public void noResponse(long began) {
        syn(local, began);
    }

    /** An attempt of this end to connect, which the peer refused with a reset (RFC 9293 §3.10.7.1). */
    public void refused(long began, long ended) {
        syn(local, began);
        peer.next = 0;
        segment(peer, ended, TcpSegment.RST | TcpSegment.ACK, NOTHING);
    }

    /** Bytes in as many segments as they need. */
    public void data(PacketDirection sender, long at, byte[] bytes) {
        Direction direction = direction(sender);
        if (isReset || direction.isFinished) {
            return;
        }
        for (int from = 0; from < bytes.length; from += maxSegmentSize) {
            int length = Math.min(maxSegmentSize, bytes.length - from);
            boolean isLast = from + length == bytes.length;
            segment(direction, at, isLast ? TcpSegment.ACK | TcpSegment.PSH : TcpSegment.ACK,
                    Arrays.copyOfRange(bytes, from, from + length));
            if (direction.next - direction.acknowledged >= MAX_UNACKNOWLEDGED) {
                segment(opposite(direction), at, TcpSegment.ACK, NOTHING);
            }
        }
    }

    /** Bytes that were not kept: a gap. */
    public void missing(PacketDirection sender, long bytes) {
        direction(sender).next += (int) bytes;
    }

    /** A FIN, and its acknowledgement. */
    public void finished(PacketDirection sender, long at) {
        Direction direction = direction(sender);
        if (!isReset && !direction.isFinished) {
            direction.isFinished = true;
            segment(direction, at, TcpSegment.FIN | TcpSegment.ACK, NOTHING);
            segment(opposite(direction), at, TcpSegment.ACK, NOTHING);
        }
    }

    /** A RST; the connection is over. */
    public void reset(PacketDirection sender, long at) {
        if (!isReset && !(local.isFinished && peer.isFinished)) {
            isReset = true;
            segment(direction(sender), at, TcpSegment.RST | TcpSegment.ACK, NOTHING);
        }
    }

    private Direction direction(PacketDirection sender) {
        return sender == PacketDirection.OUTBOUND ? local : peer;
    }

    private Direction opposite(Direction direction) {
        return direction == local ? peer : local;
    }

    private void syn(Direction client, long at) {
        send(client, at, TcpSegment.SYN, 0, NOTHING);
        client.next++;
    }

    private void segment(Direction from, long at, int flags, byte[] payload) {
        Direction to = opposite(from);
        send(from, at, flags, to.next, payload);
        to.acknowledged = to.next;
        from.next += payload.length + ((flags & (TcpSegment.SYN | TcpSegment.FIN)) != 0 ? 1 : 0);
    }

    private void send(Direction from, long at, int flags, int acknowledgment, byte[] payload) {
        InetSocketAddress to = opposite(from).sender;
        PacketBuilder packet = PacketBuilder.ip(from.sender.getAddress(), to.getAddress())
                .tcp(from.sender.getPort(), to.getPort(), flags, from.next, acknowledgment).window(WINDOW)
                .payload(payload);
        if ((flags & TcpSegment.SYN) != 0) {
            packet.tcpOptions("0204%04x".formatted(maxSegmentSize)); // RFC 9293 §3.2
        }
        sink.packet(at, packet.build(), from.seen);
    }
}
