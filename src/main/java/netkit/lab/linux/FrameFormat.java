package netkit.lab.linux;

/**
 * The outermost header of the packets of an interface, with its LINKTYPE_ number in a capture file (tcpdump.org). The numbers
 * are those of the packet package's LinkType, which this package may not import.
 */
public enum FrameFormat {
    /** An IEEE 802.3 frame without its frame check sequence. */
    ETHERNET(1),
    /** An IPv4 or IPv6 packet; its first four bits are the version. */
    RAW(101);

    private final int number;

    FrameFormat(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
