package netkit.lab.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * An encoder of a netlink message to the kernel: a header, a structure that depends on the type, and attributes, each
 * aligned to four bytes and in native byte order (netlink(7), rtnetlink(7)).
 *
 * <pre>
 * | length: 32 | type: 16 | flags: 16 | sequence: 32 | port: 32 | structure | attributes
 *                                         attribute: | length: 16 | type: 16 | value, padded |
 * </pre>
 */
final class NetlinkRequest {
    static final int HEADER = 16;
    // flags, netlink.h
    static final int REQUEST = 1;
    static final int ACK = 4;
    static final int EXCLUSIVE = 0x200;
    static final int CREATE = 0x400;
    static final int DUMP = 0x300;

    private static final int ATTRIBUTE_HEADER = 4;
    private static final int MAX_LENGTH = 1024;
    private static final int SEQUENCE_OFFSET = 8;

    private final String what;
    private final ByteBuffer bytes = ByteBuffer.allocate(MAX_LENGTH).order(ByteOrder.nativeOrder());

    /**
     * @param what  description of the request for messages, such as {@code set eth0 up}
     * @param flags flags of netlink(7) in addition to NLM_F_REQUEST
     */
    NetlinkRequest(String what, int type, int flags) {
        this.what = what;
        bytes.position(4).putShort((short) type).putShort((short) (flags | REQUEST)).position(HEADER);
    }

    String what() {
        return what;
    }

    NetlinkRequest putByte(int value) {
        bytes.put((byte) value);
        return this;
    }

    NetlinkRequest putShort(int value) {
        bytes.putShort((short) value);
        return this;
    }

    NetlinkRequest putInt(int value) {
        bytes.putInt(value);
        return this;
    }

    NetlinkRequest attribute(int type, byte[] value) {
        return attribute(type, nested -> nested.bytes.put(value));
    }

    NetlinkRequest attribute(int type, int value) {
        return attribute(type, nested -> nested.bytes.putInt(value));
    }

    NetlinkRequest attribute(int type, String value) {
        return attribute(type, (value + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    /** Appends an attribute whose value is a structure or nested attributes. */
    NetlinkRequest attribute(int type, Consumer<NetlinkRequest> value) {
        int start = bytes.position();
        bytes.position(start + ATTRIBUTE_HEADER);
        value.accept(this);
        bytes.putShort(start, (short) (bytes.position() - start)).putShort(start + 2, (short) type);
        bytes.position(aligned(bytes.position()));
        return this;
    }

    byte[] encode(int sequence) {
        int length = bytes.position();
        byte[] message = new byte[length];
        bytes.putInt(0, length).putInt(SEQUENCE_OFFSET, sequence).get(0, message);
        return message;
    }

    static int aligned(int length) {
        return length + 3 & ~3;
    }
}
