package netkit.packet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An option of a TCP segment (RFC 9293 §3.2). End of option list and no-operation are padding and are omitted.
 *
 * <pre>
 * +--------+                             end of option list (0), no-operation (1)
 * |  kind  |
 * +--------+--------+-------- - -
 * |  kind  | length |  value             all others; the length includes kind and length
 * +--------+--------+-------- - -
 * </pre>
 */
public sealed interface TcpOption {
    int END_OF_LIST = 0;
    int NO_OPERATION = 1;
    int MAXIMUM_SEGMENT_SIZE = 2;
    int WINDOW_SCALE = 3;
    int SACK_PERMITTED = 4;
    int SACK = 5;
    int TIMESTAMPS = 8;

    /** The largest segment that the sender accepts, in bytes (RFC 9293 §3.7.1). */
    record MaximumSegmentSize(int bytes) implements TcpOption {}

    /** The number of bits by which the sender's window fields are shifted left (RFC 7323 §2). */
    record WindowScale(int shift) implements TcpOption {}

    /** The sender supports {@link SelectiveAcknowledgment} (RFC 2018 §2). */
    record SackPermitted() implements TcpOption {}

    /** The data received beyond the acknowledgment number (RFC 2018 §3). */
    record SelectiveAcknowledgment(List<Block> blocks) implements TcpOption {
        /** The sequence numbers from {@code left} to one before {@code right}. */
        public record Block(int left, int right) {}
    }

    /** The timestamp value and timestamp echo reply (RFC 7323 §3). */
    record Timestamps(int value, int echoReply) implements TcpOption {}

    /** An option that netkit does not decode. */
    record Other(int kind, byte[] value) implements TcpOption {}

    /** An option with an invalid length; options after it cannot be located. */
    record Malformed(int kind) implements TcpOption {}

    /** Decodes the options in this part of a header, in order. */
    static List<TcpOption> decode(byte[] bytes, int from, int to) {
        List<TcpOption> options = new ArrayList<>();
        int at = from;
        while (at < to) {
            int kind = bytes[at] & 0xFF;
            if (kind == END_OF_LIST) {
                break;
            }
            if (kind == NO_OPERATION) {
                at++;
                continue;
            }
            int length = at + 1 < to ? bytes[at + 1] & 0xFF : 0;
            if (length < 2 || length > to - at) {
                options.add(new Malformed(kind));
                break;
            }
            options.add(decode(kind, bytes, at + 2, at + length));
            at += length;
        }
        return options;
    }

    private static TcpOption decode(int kind, byte[] bytes, int from, int to) {
        int length = to - from;
        boolean fits = switch (kind) {
            case MAXIMUM_SEGMENT_SIZE -> length == 2;
            case WINDOW_SCALE -> length == 1;
            case SACK_PERMITTED -> length == 0;
            case SACK -> length > 0 && length % 8 == 0;
            case TIMESTAMPS -> length == 8;
            default -> true;
        };
        if (!fits) {
            return new Malformed(kind);
        }
        return switch (kind) {
            case MAXIMUM_SEGMENT_SIZE -> new MaximumSegmentSize(BigEndian.get16(bytes, from));
            case WINDOW_SCALE -> new WindowScale(bytes[from] & 0xFF);
            case SACK_PERMITTED -> new SackPermitted();
            case SACK -> new SelectiveAcknowledgment(blocks(bytes, from, to));
            case TIMESTAMPS -> new Timestamps(BigEndian.get32(bytes, from), BigEndian.get32(bytes, from + 4));
            default -> new Other(kind, Arrays.copyOfRange(bytes, from, to));
        };
    }

    private static List<SelectiveAcknowledgment.Block> blocks(byte[] bytes, int from, int to) {
        List<SelectiveAcknowledgment.Block> blocks = new ArrayList<>();
        for (int at = from; at < to; at += 8) {
            blocks.add(new SelectiveAcknowledgment.Block(BigEndian.get32(bytes, at),
                    BigEndian.get32(bytes, at + 4)));
        }
        return blocks;
    }
}
