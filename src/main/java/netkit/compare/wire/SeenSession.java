package netkit.compare.wire;

import java.util.OptionalInt;

import netkit.udp.ReliableDatagram;
import netkit.udp.ReliableDatagram.Data;

/**
 * The observed session of a sender of {@link ReliableDatagram}: detects datagrams whose message was sent before.
 * (Acknowledgements carry no message.) First transmissions may leave a host out of order, since its kernel keeps packets
 * back while it resolves a neighbour's address.
 */
final class SeenSession {
    private OptionalInt session = OptionalInt.empty();
    /** One more than the highest sequence number that was sent. */
    private int next;
    /** Bit i (from the lowest) says that {@code next - 1 - i} was sent: no sender is further ahead of its first gap. */
    private long sent;
    private long retransmitted;

    /**
     * Records that a datagram left its host.
     *
     * @param payload the payload, which may be truncated
     * @return whether its message had been sent before
     */
    boolean isRetransmission(byte[] payload) {
        if (!(ReliableDatagram.decode(payload, payload.length).orElse(null) instanceof Data data)) {
            return false;
        }
        if (!session.equals(OptionalInt.of(data.session()))) {
            session = OptionalInt.of(data.session());
            next = data.sequence();
            sent = 0;
        }
        int ahead = data.sequence() - next; // RFC 1982 §3.2
        if (ahead >= 0) {
            sent = (ahead < ReliableDatagram.WINDOW - 1 ? sent << (ahead + 1) : 0) | 1;
            next = data.sequence() + 1;
            return false;
        }
        int behind = -1 - ahead;
        long bit = behind < ReliableDatagram.WINDOW ? 1L << behind : 0;
        if ((sent & bit) == bit) {
            retransmitted++;
            return true;
        }
        sent |= bit;
        return false;
    }

    /** Returns the number of retransmissions so far. */
    long retransmitted() {
        return retransmitted;
    }
}
