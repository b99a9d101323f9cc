package netkit.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class SequenceStatsTest {
    private static SequenceStats account(int count, int... arrivals) {
        SequenceStats account = new SequenceStats(count);
        for (int sequence : arrivals) {
            account.receive(new NumberedDatagram(1, sequence, count, 0), 0);
        }
        return account;
    }

    private static void assertCounts(SequenceStats account, long received, long missing, long duplicated,
            long outOfOrder) {
        assertEquals(
                "received %d, missing %d, duplicated %d, out of order %d".formatted(received, missing,
                        duplicated,
                        outOfOrder),
                "received %d, missing %d, duplicated %d, out of order %d".formatted(account.received(),
                        account.missing(), account.duplicated(), account.outOfOrder()));
    }

    @Test
    void runInOrderHasNoFaults() {
        SequenceStats account = account(4, 0, 1, 2, 3);
        assertCounts(account, 4, 0, 0, 0);
        assertEquals("", account.missingRanges(5));
    }

    @Test
    void allOfAnUnseenRunIsMissing() {
        SequenceStats account = account(4);
        assertCounts(account, 0, 4, 0, 0);
        assertEquals("0-3", account.missingRanges(5));
    }

    @Test
    void tailIsMissingWhenTheCountIsKnown() {
        SequenceStats account = account(6, 0, 2, 3);
        assertCounts(account, 3, 3, 0, 0);
        assertEquals("1, 4-5", account.missingRanges(5));
    }

    @Test
    void tailIsNotCountedWhenTheCountIsUnknown() {
        SequenceStats account = account(0, 0, 2, 3);
        assertCounts(account, 3, 1, 0, 0);
        assertEquals("1", account.missingRanges(5));
        assertCounts(account(0), 0, 0, 0, 0);
    }

    @Test
    void duplicateIsCountedOnlyAsDuplicate() {
        assertCounts(account(3, 0, 1, 0, 0, 2, 2), 3, 0, 3, 0);
    }

    @Test
    void datagramBelowTheNextExpectedIsOutOfOrder() {
        // RFC 4737 §3.3: 2 opens a gap, then 1 is late; 3 is what is expected next
        assertCounts(account(4, 0, 2, 1, 3), 4, 0, 0, 1);
        assertCounts(account(5, 4, 3, 2, 1, 0), 5, 0, 0, 4);
        assertCounts(account(5, 4, 0, 1, 2, 3), 5, 0, 0, 4);
        assertCounts(account(5, 1, 2, 3, 4, 0), 5, 0, 0, 1);
    }

    @Test
    void gapAloneIsNotOutOfOrder() {
        assertCounts(account(10, 0, 5, 9), 3, 7, 0, 0);
    }

    @Test
    void listOfMissingRangesIsBounded() {
        SequenceStats account = account(10, 0, 2, 4, 6, 8);
        assertEquals("1, 3, 5, …", account.missingRanges(3));
        assertEquals("1, 3, 5, 7, 9", account.missingRanges(5));
    }

    @Test
    void rangesSpanPagesOfTheSet() {
        SequenceStats account = account(20_000,
                IntStream.range(0, 20_000).filter(i -> i < 4095 || i > 4096 && i < 8192 || i == 16_384)
                        .toArray());
        assertEquals("4095-4096, 8192-16383, 16385-19999", account.missingRanges(5));
    }

    @Test
    void highestSequenceNumberIsCounted() {
        SequenceStats account = account(0, 0, Integer.MAX_VALUE);
        assertCounts(account, 2, (1L << 31) - 2, 0, 0);
        assertEquals("1-2147483646", account.missingRanges(5));
        assertEquals("0-2147483645", account(Integer.MAX_VALUE, Integer.MAX_VALUE - 1).missingRanges(5));
    }

    @Test
    void jitterFollowsRfc3550() {
        // Sent every 20 ms. Transit times 5, 7, 4, 4 ms, by a receiver's clock that is 1 s ahead: |D| = 2, 3, 0.
        SequenceStats account = new SequenceStats(0);
        long[] transit = {1005, 1007, 1004, 1004};
        double[] expected = {0, 2.0 / 16, 2.0 / 16 + (3 - 2.0 / 16) / 16, 0.3046875 - 0.3046875 / 16};
        for (int i = 0; i < transit.length; i++) {
            long sentAt = i * 20_000_000L;
            account.receive(new NumberedDatagram(1, i, 0, sentAt), sentAt + transit[i] * 1_000_000);
            assertEquals(expected[i] * 1e6, account.jitterNanos(), 1e-3, "after datagram " + i);
        }
    }

    @Test
    void duplicateDoesNotChangeJitter() {
        SequenceStats account = new SequenceStats(0);
        account.receive(new NumberedDatagram(1, 0, 0, 0), 100);
        account.receive(new NumberedDatagram(1, 0, 0, 0), 1_000_000);
        account.receive(new NumberedDatagram(1, 1, 0, 0), 100);
        assertEquals(0, account.jitterNanos());
    }
}
