package netkit.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class SequenceStatsTest {
    private static SequenceStats stats(int count, int... arrivals) {
        SequenceStats stats = new SequenceStats(count);
        for (int sequence : arrivals) {
            stats.receive(new NumberedDatagram(1, sequence, count, 0), 0);
        }
        return stats;
    }

    private static void assertCounts(SequenceStats stats, long received, long missing, long duplicated,
            long outOfOrder) {
        assertEquals(
                "received %d, missing %d, duplicated %d, out of order %d".formatted(received, missing,
                        duplicated,
                        outOfOrder),
                "received %d, missing %d, duplicated %d, out of order %d".formatted(stats.received(),
                        stats.missing(), stats.duplicated(), stats.outOfOrder()));
    }

    @Test
    void runInOrderHasNoFaults() {
        SequenceStats stats = stats(4, 0, 1, 2, 3);
        assertCounts(stats, 4, 0, 0, 0);
        assertEquals("", stats.missingRanges(5));
    }

    @Test
    void allOfAnUnseenRunIsMissing() {
        SequenceStats stats = stats(4);
        assertCounts(stats, 0, 4, 0, 0);
        assertEquals("0-3", stats.missingRanges(5));
    }

    @Test
    void tailIsMissingWhenTheCountIsKnown() {
        SequenceStats stats = stats(6, 0, 2, 3);
        assertCounts(stats, 3, 3, 0, 0);
        assertEquals("1, 4-5", stats.missingRanges(5));
    }

    @Test
    void tailIsNotCountedWhenTheCountIsUnknown() {
        SequenceStats stats = stats(0, 0, 2, 3);
        assertCounts(stats, 3, 1, 0, 0);
        assertEquals("1", stats.missingRanges(5));
        assertCounts(stats(0), 0, 0, 0, 0);
    }

    @Test
    void duplicateIsCountedOnlyAsDuplicate() {
        assertCounts(stats(3, 0, 1, 0, 0, 2, 2), 3, 0, 3, 0);
    }

    @Test
    void datagramBelowTheNextExpectedIsOutOfOrder() {
        // RFC 4737 §3.3: 2 opens a gap, then 1 is out of order; 3 is the next expected
        assertCounts(stats(4, 0, 2, 1, 3), 4, 0, 0, 1);
        assertCounts(stats(5, 4, 3, 2, 1, 0), 5, 0, 0, 4);
        assertCounts(stats(5, 4, 0, 1, 2, 3), 5, 0, 0, 4);
        assertCounts(stats(5, 1, 2, 3, 4, 0), 5, 0, 0, 1);
    }

    @Test
    void gapAloneIsNotOutOfOrder() {
        assertCounts(stats(10, 0, 5, 9), 3, 7, 0, 0);
    }

    @Test
    void listOfMissingRangesIsBounded() {
        SequenceStats stats = stats(10, 0, 2, 4, 6, 8);
        assertEquals("1, 3, 5, …", stats.missingRanges(3));
        assertEquals("1, 3, 5, 7, 9", stats.missingRanges(5));
    }

    @Test
    void rangesSpanPagesOfTheSet() {
        SequenceStats stats = stats(20_000,
                IntStream.range(0, 20_000).filter(i -> i < 4095 || i > 4096 && i < 8192 || i == 16_384)
                        .toArray());
        assertEquals("4095-4096, 8192-16383, 16385-19999", stats.missingRanges(5));
    }

    @Test
    void highestSequenceNumberIsCounted() {
        SequenceStats stats = stats(0, 0, Integer.MAX_VALUE);
        assertCounts(stats, 2, (1L << 31) - 2, 0, 0);
        assertEquals("1-2147483646", stats.missingRanges(5));
        assertEquals("0-2147483645", stats(Integer.MAX_VALUE, Integer.MAX_VALUE - 1).missingRanges(5));
    }

    @Test
    void jitterFollowsRfc3550() {
        // Sent every 20 ms. Transit times 5, 7, 4, 4 ms, with the receiver's clock 1 s ahead: |D| = 2, 3, 0.
        SequenceStats stats = new SequenceStats(0);
        long[] transit = {1005, 1007, 1004, 1004};
        double[] expected = {0, 2.0 / 16, 2.0 / 16 + (3 - 2.0 / 16) / 16, 0.3046875 - 0.3046875 / 16};
        for (int i = 0; i < transit.length; i++) {
            long sentAt = i * 20_000_000L;
            stats.receive(new NumberedDatagram(1, i, 0, sentAt), sentAt + transit[i] * 1_000_000);
            assertEquals(expected[i] * 1e6, stats.jitterNanos(), 1e-3, "after datagram " + i);
        }
    }

    @Test
    void duplicateDoesNotChangeJitter() {
        SequenceStats stats = new SequenceStats(0);
        stats.receive(new NumberedDatagram(1, 0, 0, 0), 100);
        stats.receive(new NumberedDatagram(1, 0, 0, 0), 1_000_000);
        stats.receive(new NumberedDatagram(1, 1, 0, 0), 100);
        assertEquals(0, stats.jitterNanos());
    }
}
