package netkit.packet.pcapng;

/** The type codes of pcapng blocks and options (draft-ietf-opsawg-pcapng §3.5, §4). */
final class PcapngCode {
    static final int SECTION_HEADER = 0x0A0D0D0A;
    static final int INTERFACE_DESCRIPTION = 1;
    /** Obsolete (appendix A): an enhanced packet block with 16 bits for the interface id. */
    static final int PACKET = 2;
    static final int SIMPLE_PACKET = 3;
    static final int NAME_RESOLUTION = 4;
    static final int INTERFACE_STATISTICS = 5;
    static final int ENHANCED_PACKET = 6;

    /** §4.7: the same block, which is to be copied to a new file, or not. */
    static final int CUSTOM_TO_COPY = 0x00000BAD;
    static final int CUSTOM_NOT_TO_COPY = 0x40000BAD;

    static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    /** Bytes of block type and total length before the body. */
    static final int HEADER_LENGTH = 8;
    static final int OVERHEAD = HEADER_LENGTH + 4;

    static final int END = 0;
    static final int COMMENT = 1;
    static final int SHB_USERAPPL = 4;
    static final int IF_NAME = 2;
    static final int IF_DESCRIPTION = 3;
    static final int IF_TSRESOL = 9;
    static final int IF_TSOFFSET = 14;
    static final int EPB_FLAGS = 2;
    static final int NRB_IPV4 = 1;
    static final int NRB_IPV6 = 2;
    static final int ISB_IFRECV = 4;
    static final int ISB_IFDROP = 5;

    private PcapngCode() {}
}
