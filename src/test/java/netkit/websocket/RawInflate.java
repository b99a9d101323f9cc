package netkit.websocket;

import java.util.Arrays;

/**
 * A simple decoder of DEFLATE (RFC 1951) that measures what zlib does not report: how far back a stream refers. It reads
 * non-final blocks only, up to the end of the input.
 */
final class RawInflate {
    private static final int[] LENGTH_EXTRA = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4,
        4, 4, 4, 5, 5, 5,
        5, 0};
    private static final int[] DISTANCE_BASE = {1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193,
        257, 385, 513, 769,
        1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
    private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final byte[] in;
    private int bit;
    private int farthest;

    private RawInflate(byte[] in) {
        this.in = in;
    }

    /** Returns the largest distance of a reference in the stream; 0 if there is none. */
    static int farthestReference(byte[] stream) {
        RawInflate inflate = new RawInflate(stream);
        while (inflate.bit + 3 <= 8 * stream.length && inflate.bit / 8 < stream.length) {
            inflate.block();
        }
        return inflate.farthest;
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value |= (in[bit >> 3] >> (bit & 7) & 1) << i;
        }
        return value;
    }

    private void block() {
        if (bits(1) != 0) {
            throw new AssertionError("a final block");
        }
        int type = bits(2);
        if (type == 0) {
            bit = bit + 7 & ~7;
            int length = bits(16);
            if (bits(16) != (~length & 0xFFFF)) {
                throw new AssertionError("NLEN is not the complement of LEN");
            }
            bit += 8 * length;
        } else if (type == 1) {
            int[] lengths = new int[288];
            Arrays.fill(lengths, 0, 144, 8);
            Arrays.fill(lengths, 144, 256, 9);
            Arrays.fill(lengths, 256, 280, 7);
            Arrays.fill(lengths, 280, 288, 8);
            int[] distances = new int[30];
            Arrays.fill(distances, 5);
            codes(lengths, distances);
        } else if (type == 2) {
            dynamic();
        } else {
            throw new AssertionError("block type 3 is reserved");
        }
    }

    private void dynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int[] codeLengths = new int[19];
        for (int i = bits(4) + 4, at = 0; at < i; at++) {
            codeLengths[ORDER[at]] = bits(3);
        }
        int[] lengths = new int[literals + distances];
        for (int at = 0; at < lengths.length;) {
            int symbol = symbol(codeLengths);
            if (symbol < 16) {
                lengths[at++] = symbol;
            } else {
                int value = symbol == 16 ? lengths[at - 1] : 0;
                int repeat = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
                Arrays.fill(lengths, at, at += repeat, value);
            }
        }
        codes(Arrays.copyOf(lengths, literals), Arrays.copyOfRange(lengths, literals, lengths.length));
    }

    private void codes(int[] lengths, int[] distances) {
        for (int symbol = symbol(lengths); symbol != 256; symbol = symbol(lengths)) {
            if (symbol > 256) {
                bits(LENGTH_EXTRA[symbol - 257]);
                int code = symbol(distances);
                farthest = Math.max(farthest, DISTANCE_BASE[code] + bits(Math.max(0, code / 2 - 1)));
            }
        }
    }

    /** RFC 1951 §3.2.2: codes of one length are consecutive, in the order of their symbols. */
    private int symbol(int[] lengths) {
        int code = 0;
        int first = 0;
        for (int length = 1; length <= 15; length++) {
            code = code << 1 | bits(1);
            first <<= 1;
            int count = 0;
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] == length && first + count++ == code) {
                    return symbol;
                }
            }
            first += count;
        }
        throw new AssertionError("no symbol has this code");
    }
}
