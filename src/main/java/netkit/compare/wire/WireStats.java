package netkit.compare.wire;

import java.util.List;

import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.Late;

/**
 * The statistics of the lab's wire for a trial, handshakes included.
 *
 * @param toReceiver packets from the sender's host
 * @param toSender packets from the receiver's host
 * @param requests what the transport asked of TCP and HTTP
 * @param packets in the order in which they were sent, at most {@link #MAX_PACKETS}
 * @param complete whether {@code packets} has all of them
 * @param lostByKernel packets that a kernel lost between a host and the wire, or refused from it, not by the scenario
 * @param late how much later than it should the wire forwarded, because this machine was busy
 */
public record WireStats(DirectionCount toReceiver, DirectionCount toSender, Requests requests,
        List<WirePacket> packets, boolean complete, long lostByKernel, Late late) {
    public static final int MAX_PACKETS = 20_000;

    /**
     * Connections and requests.
     *
     * @param connections TCP connections that were begun
     * @param requests HTTP requests, the opening handshake of WebSocket included (RFC 6455 §4.1)
     * @param headBytes bytes of the heads of requests and responses
     */
    public record Requests(long connections, long requests, long headBytes) {
        public static final Requests NONE = new Requests(0, 0, 0);
    }

    /** Returns the number of retransmitted TCP segments, or datagrams of {@code udp+ack}, in both directions. */
    public long retransmissions() {
        return toReceiver.retransmitted() + toSender.retransmitted();
    }

    /** Returns the number of packets that entered the wire, in both directions. */
    public long count() {
        return toReceiver.packets() + toSender.packets();
    }

    /** Returns the bytes of the IP packets that entered the wire, in both directions. */
    public long bytes() {
        return toReceiver.bytes() + toSender.bytes();
    }
}
