package netkit.lab.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A netlink message from the kernel, with the layout shown in {@link NetlinkRequest}.
 *
 * @param body the message after its header, in native byte order
 */
record NetlinkReply(int type, int flags, int sequence, ByteBuffer body) {
    static final int ERROR = 2;
    static final int DONE = 3;

    private static final int INTERRUPTED = 0x10;
    private static final int TYPE_MASK = 0x3fff; // without NLA_F_NESTED and NLA_F_NET_BYTEORDER
    private static final int CAPPED = 0x100;
    private static final int HAS_ATTRIBUTES = 0x200;
    private static final int ERROR_NUMBER = 4;
    private static final int ERROR_TEXT = 1;

    /** Decodes all messages of one datagram. */
    static List<NetlinkReply> decode(byte[] datagram) {
        ByteBuffer bytes = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
        List<NetlinkReply> replies = new ArrayList<>();
        int start = 0;
        while (start + NetlinkRequest.HEADER <= datagram.length) {
            int length = bytes.getInt(start);
            if (length < NetlinkRequest.HEADER || length > datagram.length - start) {
                throw new IllegalArgumentException(
                        "a netlink message of " + length + " bytes in a datagram with "
                                + (datagram.length - start) + " left");
            }
            replies.add(new NetlinkReply(Short.toUnsignedInt(bytes.getShort(start + 4)),
                    Short.toUnsignedInt(bytes.getShort(start + 6)), bytes.getInt(start + 8),
                    slice(bytes, start + NetlinkRequest.HEADER, length - NetlinkRequest.HEADER)));
            start += NetlinkRequest.aligned(length);
        }
        return replies;
    }

    /** Whether this is the final status message of a request. */
    boolean isEnd() {
        return type == ERROR || type == DONE;
    }

    /** Whether the dump is inconsistent because the list changed while it was read (NLM_F_DUMP_INTR). */
    boolean isInterrupted() {
        return (flags & INTERRUPTED) != 0;
    }

    /** Returns the errno of a final message, positive, or 0 for success. */
    int errno() {
        return body.remaining() < ERROR_NUMBER ? 0 : -body.getInt(0);
    }

    /** Returns the error text of a final message (NETLINK_EXT_ACK), or an empty string. */
    String text() {
        if (type != ERROR || (flags & HAS_ATTRIBUTES) == 0) {
            return "";
        }
        // the error message repeats the request's header, and its body unless the message is capped
        int request = (flags & CAPPED) != 0 ? NetlinkRequest.HEADER : body.getInt(ERROR_NUMBER);
        ByteBuffer text = attributes(ERROR_NUMBER + NetlinkRequest.aligned(request)).get(ERROR_TEXT);
        return text == null ? "" : string(text);
    }

    /** Returns the attributes after the structure by type; of several with one type, the last. */
    Map<Integer, ByteBuffer> attributes(int start) {
        return attributes(slice(body, start, body.limit() - start));
    }

    /** Returns the attributes nested in the value of another. */
    static Map<Integer, ByteBuffer> attributes(ByteBuffer bytes) {
        Map<Integer, ByteBuffer> found = new HashMap<>();
        int start = 0;
        while (start + 4 <= bytes.limit()) {
            int length = Short.toUnsignedInt(bytes.getShort(start));
            if (length < 4 || length > bytes.limit() - start) {
                throw new IllegalArgumentException("a netlink attribute of " + length + " bytes with "
                        + (bytes.limit() - start) + " left");
            }
            found.put(bytes.getShort(start + 2) & TYPE_MASK, slice(bytes, start + 4, length - 4));
            start += NetlinkRequest.aligned(length);
        }
        return found;
    }

    /** Returns a NUL-terminated text. */
    static String string(ByteBuffer value) {
        String text = StandardCharsets.UTF_8.decode(value.duplicate()).toString();
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static ByteBuffer slice(ByteBuffer bytes, int start, int length) {
        return bytes.slice(start, length).order(ByteOrder.nativeOrder());
    }
}
