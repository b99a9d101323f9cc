package netkit.compare.wire;

import java.util.OptionalInt;

import netkit.udp.ReliableDatagram;
import netkit.udp.ReliableDatagram.Data;

/**
 * The observed session of a sender of {@link ReliableDatagram}: detects datagrams whose message was sent before.
 * (Acknowledgements carry no message.)
 */
final class SeenSession {
    private OptionalInt session = OptionalInt.empty();
    /** One more than the highest sequence number that was sent. */
    private int next;
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
        boolean sameSession = session.equals(OptionalInt.of(data.session()));
        if (sameSession && data.sequence() - next < 0) { // RFC 1982 §3.2
            retransmitted++;
            return true;
        }
        session = OptionalInt.of(data.session());
        next = data.sequence() + 1;
        return false;
    }

    /** Returns the number of retransmissions so far. */
    long retransmitted() {
        return retransmitted;
    }
}
