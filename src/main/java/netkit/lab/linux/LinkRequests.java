package netkit.lab.linux;

import java.net.Inet4Address;
import java.net.InetAddress;

import netkit.packet.MacAddress;

/** The rtnetlink(7) requests of the lab. The constants have the names of the kernel's headers. */
final class LinkRequests {
    static final int RTM_NEWLINK = 16;
    // attributes of a link, linux/if_link.h
    static final int IFLA_ADDRESS = 1;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_MTU = 4;
    static final int IFLA_TXQLEN = 13;
    static final int IFLA_LINKINFO = 18;
    static final int IFLA_STATS64 = 23;
    static final int IFLA_INFO_KIND = 1;

    private static final int RTM_DELLINK = 17;
    private static final int RTM_GETLINK = 18;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_GETROUTE = 26;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int IFLA_INFO_DATA = 2;
    private static final int VETH_INFO_PEER = 1;
    private static final int IFF_UP = 1;
    // linux/if_addr.h
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_F_NODAD = 2;
    // linux/rtnetlink.h
    private static final int RTA_DST = 1;
    private static final int RT_SCOPE_UNIVERSE = 0;
    private static final int RTN_LOCAL = 2;
    private static final int RTM_TYPE = 7;

    private static final int AF_UNSPEC = 0;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    private LinkRequests() {}

    static NetlinkRequest list() {
        return link("list interfaces", RTM_GETLINK, NetlinkRequest.DUMP, 0, 0);
    }

    static NetlinkRequest get(String name) {
        return link("find interface " + name, RTM_GETLINK, 0, 0, 0).attribute(IFLA_IFNAME, name);
    }

    static NetlinkRequest up(String name) {
        return link("set " + name + " up", RTM_NEWLINK, 0, IFF_UP, IFF_UP).attribute(IFLA_IFNAME, name);
    }

    static NetlinkRequest mtu(String name, int bytes) {
        return change("set the MTU of " + name + " to " + bytes, name).attribute(IFLA_MTU, bytes);
    }

    static NetlinkRequest hardwareAddress(String name, MacAddress address) {
        return change("set the hardware address of " + name + " to " + address, name).attribute(IFLA_ADDRESS,
                address.bytes());
    }

    static NetlinkRequest transmitQueue(String name, int packets) {
        return change("set the transmit queue of " + name + " to " + packets, name).attribute(IFLA_TXQLEN,
                packets);
    }

    static NetlinkRequest delete(String name) {
        return link("delete " + name, RTM_DELLINK, 0, 0, 0).attribute(IFLA_IFNAME, name);
    }

    /** Creates a veth(4) pair: one end in this namespace, the peer in the namespace of the descriptor. */
    static NetlinkRequest veth(String name, int namespace, String peer, MacAddress peerAddress,
            int mtu) {
        return link("create the veth pair " + name + "–" + peer, RTM_NEWLINK,
                NetlinkRequest.CREATE | NetlinkRequest.EXCLUSIVE, 0, 0)
                .attribute(IFLA_IFNAME, name)
                .attribute(IFLA_MTU, mtu)
                .attribute(IFLA_LINKINFO, kind -> kind.attribute(IFLA_INFO_KIND, "veth")
                        .attribute(IFLA_INFO_DATA, data -> data.attribute(VETH_INFO_PEER,
                                end -> structure(end, 0, 0)
                                        .attribute(IFLA_IFNAME, peer)
                                        .attribute(IFLA_MTU, mtu)
                                        .attribute(IFLA_ADDRESS, peerAddress.bytes())
                                        .attribute(IFLA_NET_NS_FD, namespace))));
    }

    /** Adds an address without duplicate address detection (RFC 4862 §5.4). */
    static NetlinkRequest address(KernelInterface link, InetAddress address, int prefixLength) {
        byte[] bytes = address.getAddress();
        return new NetlinkRequest(
                "add the address " + address.getHostAddress() + "/" + prefixLength + " to " + link.name(),
                RTM_NEWADDR, NetlinkRequest.ACK | NetlinkRequest.CREATE | NetlinkRequest.EXCLUSIVE)
                // struct ifaddrmsg: family, prefix length, flags, scope, interface
                .putByte(family(address)).putByte(prefixLength).putByte(IFA_F_NODAD)
                .putByte(RT_SCOPE_UNIVERSE)
                .putInt(link.index())
                .attribute(IFA_LOCAL, bytes)
                .attribute(IFA_ADDRESS, bytes);
    }

    /** Looks up the route to an address; its type is local if the address is one of this namespace. */
    static NetlinkRequest lookUpRoute(InetAddress address) {
        byte[] bytes = address.getAddress();
        return new NetlinkRequest("look up the route to " + address.getHostAddress(), RTM_GETROUTE,
                NetlinkRequest.ACK)
                .putByte(family(address)).putByte(bytes.length * Byte.SIZE).putShort(0).putInt(0).putInt(0)
                .attribute(RTA_DST, bytes);
    }

    /** Whether a reply to {@link #lookUpRoute} has a local route. */
    static boolean isLocal(NetlinkReply route) {
        return route.body().get(RTM_TYPE) == RTN_LOCAL;
    }

    private static NetlinkRequest change(String what, String name) {
        return link(what, RTM_NEWLINK, 0, 0, 0).attribute(IFLA_IFNAME, name);
    }

    private static NetlinkRequest link(String what, int type, int flags, int linkFlags, int mask) {
        int acknowledged = (flags & NetlinkRequest.DUMP) == NetlinkRequest.DUMP ? flags
                : flags | NetlinkRequest.ACK;
        return structure(new NetlinkRequest(what, type, acknowledged), linkFlags, mask);
    }

    /**
     * Appends struct ifinfomsg: family, device type, index (0: an attribute names the interface), flags, and a mask of the
     * flags to change.
     */
    private static NetlinkRequest structure(NetlinkRequest request, int flags, int mask) {
        return request.putByte(AF_UNSPEC).putByte(0).putShort(0).putInt(0).putInt(flags).putInt(mask);
    }

    private static int family(InetAddress address) {
        return address instanceof Inet4Address ? AF_INET : AF_INET6;
    }
}
