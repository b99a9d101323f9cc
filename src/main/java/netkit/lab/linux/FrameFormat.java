package netkit.lab.linux;

/** What a packet begins with, with its number in a capture file's interface description (tcpdump.org's LINKTYPE_). */
public enum FrameFormat {
    /** A frame of IEEE 802.3, without its check sequence. */
    ETHERNET(1),
    /** An IPv4 or IPv6 packet, told apart by its first four bits. */
    RAW(101);

    private final int number;

    FrameFormat(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
