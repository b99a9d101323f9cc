package netkit.compare.wire;

import java.util.OptionalInt;

import netkit.udp.ReliableDatagram;
import netkit.udp.ReliableDatagram.Data;

/**
 * The session of a sender of {@link ReliableDatagram}, by its datagrams: tells which of them carry a message that was sent
 * before. (An acknowledgement carries none.)
 */
final class SeenSession {
    private OptionalInt session = OptionalInt.empty();
    /** Behind the highest sequence number that was sent. */
    private int next;
    private long retransmitted;

    /**
     * A datagram left its host.
     *
     * @param payload of which the end may be missing
     * @return whether its message had been sent before
     */
    boolean isRetransmission(byte[] payload) {
        if (!(ReliableDatagram.decode(payload, payload.length).orElse(null) instanceof Data data)) {
            return false;
        }
        boolean sameSession = session.equals(OptionalInt.of(data.session()));
        if (sameSession && data.sequence() - next < 0) { // RFC 1982 §3.2
            retransmitted++;
            return true;
        }
        session = OptionalInt.of(data.session());
        next = data.sequence() + 1;
        return false;
    }

    /** How many there were so far. */
    long retransmitted() {
        return retransmitted;
    }
}
