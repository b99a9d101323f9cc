package netkit.compare.wire;

import java.util.List;

import netkit.lab.wire.DirectionCount;

/**
 * What the lab's wire saw of a trial, handshakes included.
 *
 * @param toReceiver packets from the sender's host
 * @param toSender packets from the receiver's host
 * @param packets in the order in which they were sent, at most {@link #MAX_PACKETS}
 * @param complete whether these are all of them
 * @param lostByKernel packets that a kernel lost between a host and the wire, or did not take from it, which nobody asked
 *        for
 */
public record WireStats(DirectionCount toReceiver, DirectionCount toSender, List<WirePacket> packets,
        boolean complete, long lostByKernel) {
    public static final int MAX_PACKETS = 20_000;

    /** TCP segments and {@code udp+ack}'s datagrams with bytes that had been sent before, in both directions. */
    public long retransmissions() {
        return toReceiver.retransmitted() + toSender.retransmitted();
    }

    /** Packets that entered the wire, in both directions. */
    public long count() {
        return toReceiver.packets() + toSender.packets();
    }

    /** Bytes of the IP packets that entered the wire, in both directions. */
    public long bytes() {
        return toReceiver.bytes() + toSender.bytes();
    }
}
