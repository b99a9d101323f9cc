package netkit.lab.linux;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * A network interface as described by an RTM_NEWLINK message, rtnetlink(7).
 *
 * @param kind          type of a virtual device, such as {@code tun} (TAP too), {@code veth} or {@code sit}; empty for a real one
 * @param flags         the flags of netdevice(7)
 * @param mtu           MTU in bytes, without the link-layer header
 * @param transmitQueue length of the transmit queue in packets
 * @param address       hardware address, such as {@code 02:00:00:00:00:01}, or an empty string
 * @param sentDropped   packets that were not sent: those of a TAP device that did not fit in its queue, those of a
 *                      veth that did not reach the peer
 */
public record KernelInterface(int index, String name, Optional<String> kind, int flags, int mtu,
        int transmitQueue,
        String address, long sentDropped) {
    private static final int IFF_UP = 1;
    private static final int IFF_LOOPBACK = 8;

    private static final int STRUCTURE = 16; // struct ifinfomsg
    private static final int SENT_DROPPED = 56; // in struct rtnl_link_stats64
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    public boolean isUp() {
        return (flags & IFF_UP) != 0;
    }

    public boolean isLoopback() {
        return (flags & IFF_LOOPBACK) != 0;
    }

    static KernelInterface decode(NetlinkReply reply) {
        Map<Integer, ByteBuffer> attributes = reply.attributes(STRUCTURE);
        ByteBuffer address = attributes.getOrDefault(LinkRequests.IFLA_ADDRESS, ByteBuffer.allocate(0));
        byte[] addressBytes = new byte[address.remaining()];
        address.get(0, addressBytes);
        Optional<String> kind = Optional.ofNullable(attributes.get(LinkRequests.IFLA_LINKINFO))
                .map(inside -> NetlinkReply.attributes(inside).get(LinkRequests.IFLA_INFO_KIND))
                .map(NetlinkReply::string);
        return new KernelInterface(reply.body().getInt(4),
                NetlinkReply.string(attributes.get(LinkRequests.IFLA_IFNAME)),
                kind, reply.body().getInt(8), attributes.get(LinkRequests.IFLA_MTU).getInt(0),
                attributes.get(LinkRequests.IFLA_TXQLEN).getInt(0), COLONS.formatHex(addressBytes),
                attributes.get(LinkRequests.IFLA_STATS64).getLong(SENT_DROPPED));
    }
}
