package netkit.lab.linux;

import java.nio.ByteBuffer;

/**
 * The kernel's counters of an interface since its creation: struct rtnl_link_stats64 of linux/if_link.h.
 *
 * @param sentDropped for a TUN device, packets dropped because its queue was full before they could be read; for a
 *         veth, packets that did not reach the peer
 */
public record LinkStatistics(long receivedPackets, long sentPackets, long receivedBytes, long sentBytes,
        long receivedDropped, long sentDropped) {
    static LinkStatistics decode(ByteBuffer b) {
        // rx_errors and tx_errors are in between
        return new LinkStatistics(b.getLong(0), b.getLong(8), b.getLong(16), b.getLong(24), b.getLong(48),
                b.getLong(56));
    }
}
