package netkit.lab.wire;

import netkit.packet.LinkType;

/**
 * The forwarding decision for a packet: which host its destination address belongs to. Reads only the destination
 * address (IPv4: RFC 791 §3.1, IPv6: RFC 8200 §3, Ethernet: IEEE 802.3 §3.1), so any bytes may be passed in.
 */
final class Destination {
    /** All hosts except the sender: broadcast, multicast, or an unknown address. */
    static final int ALL_OTHERS = 0;
    /** No host has this address. */
    static final int NONE = -1;

    private static final int BROADCAST = 255;

    private Destination() {}

    /**
     * @param hosts number of hosts in the lab
     * @return the host's number, counted from 1, or {@link #ALL_OTHERS} or {@link #NONE}
     */
    static int of(LinkType linkType, byte[] packet, int length, int hosts) {
        return linkType == LinkType.ETHERNET ? ofEthernet(packet, length, hosts)
                : ofIp(packet, length, hosts);
    }

    private static int ofIp(byte[] packet, int length, int hosts) {
        int version = length == 0 ? 0 : packet[0] >> 4 & 0xf;
        if (version == 4 && length >= 20) {
            // outside the lab's network: a host may have been given such an address, or may know a route
            return packet[16] == (byte) 192 && packet[17] == 0 && packet[18] == 2
                    ? number(packet[19] & 0xff, hosts)
                    : ALL_OTHERS;
        }
        if (version == 6 && length >= 40) {
            return isOurNetwork6(packet) ? number6(packet, hosts) : ALL_OTHERS;
        }
        return NONE;
    }

    private static int number(int last, int hosts) {
        if (last == BROADCAST) {
            return ALL_OTHERS;
        }
        return last >= 1 && last <= hosts ? last : NONE;
    }

    private static boolean isOurNetwork6(byte[] packet) {
        return packet[24] == 0x20 && packet[25] == 0x01 && packet[26] == 0x0d && packet[27] == (byte) 0xb8
                && packet[28] == 0 && packet[29] == 0 && packet[30] == 0 && packet[31] == 0;
    }

    private static int number6(byte[] packet, int hosts) {
        for (int i = 32; i < 39; i++) {
            if (packet[i] != 0) {
                return NONE;
            }
        }
        int last = packet[39] & 0xff;
        return last >= 1 && last <= hosts ? last : NONE;
    }

    private static int ofEthernet(byte[] frame, int length, int hosts) {
        if (length < 14) {
            return NONE;
        }
        boolean ours = frame[0] == 2 && frame[1] == 0 && frame[2] == 0 && frame[3] == 0 && frame[4] == 0;
        int last = frame[5] & 0xff;
        return ours && last >= 1 && last <= hosts ? last : ALL_OTHERS; // a group address, or an unknown one
    }
}
