package netkit.lab.wire;

/**
 * The forwarding decision for an Ethernet frame, which is that of a switch (IEEE 802.1D §7.7): a frame with the address of
 * a host goes to that host, any other to all. Reads only the destination address (IEEE 802.3 §3.2.4).
 */
final class Destination {
    /** All hosts except the sender: broadcast, multicast, or an unknown address. */
    static final int ALL_OTHERS = 0;

    private Destination() {}

    /**
     * @param frame at least six bytes
     * @param hosts number of hosts in the lab
     * @return the host's number, counted from 1, or {@link #ALL_OTHERS}
     */
    static int of(byte[] frame, int hosts) {
        boolean ours = frame[0] == 2 && frame[1] == 0 && frame[2] == 0 && frame[3] == 0 && frame[4] == 0;
        int last = frame[5] & 0xff;
        return ours && last >= 1 && last <= hosts ? last : ALL_OTHERS;
    }
}
