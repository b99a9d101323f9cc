package netkit.compare.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.Random;

import org.junit.jupiter.api.Test;

class ByteRangesTest {
    private static final int BYTES = 60;

    @Test
    void rangesHoldExactlyTheAddedBytesInTheFewestPieces() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            ByteRanges ranges = new ByteRanges();
            BitSet bytes = new BitSet();
            StringBuilder story = new StringBuilder("seed " + seed + ":");
            for (int i = 0; i < 12; i++) {
                int from = random.nextInt(BYTES);
                int to = Math.min(BYTES, from + random.nextInt(10));
                story.append(' ').append(from).append('-').append(to);
                ranges.add(from, to);
                bytes.set(from, to);
                compare(ranges, bytes, story);
            }
        }
    }

    private static void compare(ByteRanges ranges, BitSet bytes, CharSequence story) {
        int pieces = 0;
        for (int from = 0; from < BYTES; from++) {
            pieces += bytes.get(from) && (from == 0 || !bytes.get(from - 1)) ? 1 : 0;
            for (int to = from; to <= BYTES; to++) {
                boolean all = bytes.nextClearBit(from) >= to;
                assertEquals(all, ranges.covers(from, to), from + "-" + to + " in " + story);
            }
        }
        assertEquals(pieces, ranges.pieces(), story.toString());
    }
}
