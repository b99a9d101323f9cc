package netkit.lab.linux;

import java.nio.ByteBuffer;

/**
 * What the kernel counted at an interface, since it was made: struct rtnl_link_stats64 of linux/if_link.h.
 *
 * @param sentDropped of a TUN: packets that its queue had no room for, before anyone could read them; of a veth:
 *                    those that did not get to the other end
 */
public record LinkStatistics(long receivedPackets, long sentPackets, long receivedBytes, long sentBytes,
        long receivedDropped, long sentDropped) {
    static LinkStatistics decode(ByteBuffer b) {
        // between them rx_errors and tx_errors
        return new LinkStatistics(b.getLong(0), b.getLong(8), b.getLong(16), b.getLong(24), b.getLong(48),
                b.getLong(56));
    }
}
