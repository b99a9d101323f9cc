package netkit.compare.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

class LedgerTest {
    private final Ledger ledger = new Ledger(5);

    private void sent(int... numbers) {
        for (int number : numbers) {
            ledger.reached(Stage.OFFERED, number, number * 10L);
            ledger.reached(Stage.ACCEPTED, number, number * 10L + 1);
        }
    }

    private void received(int... numbers) {
        for (int number : numbers) {
            ledger.delivered(number, number * 10L + 5, true);
            ledger.processed(number, number * 10L + 6);
        }
    }

    private List<String> verdict() {
        return LedgerStats.of(ledger).verdict().words();
    }

    @Test
    void allDeliveredInOrderIsExactlyOnce() {
        sent(0, 1, 2, 3, 4);
        received(0, 1, 2, 3, 4);
        assertEquals(List.of("exactly once", "in order", "boundaries kept"), verdict());
    }

    @Test
    void lostMessageHasALastStage() {
        sent(0, 1, 2);
        ledger.reached(Stage.OFFERED, 3, 30);
        ledger.copyLost(3, "refused by send: no receiver is connected");
        ledger.reached(Stage.LEFT, 1, 12);
        ledger.copyLost(1, "dropped by the wire: loss");
        ledger.delivered(2, 25, true);
        received(0);
        LedgerStats stats = LedgerStats.of(ledger);
        assertEquals(List.of(1, 2, 3), stats.lost());
        assertEquals(Map.of(Stage.OFFERED, 1, Stage.LEFT, 1, Stage.DELIVERED, 1), stats.lostAfter());
        assertEquals(Optional.of("dropped by the wire: loss"), ledger.cause(1));
        assertEquals("at most once", verdict().getFirst());
    }

    @Test
    void messageThatWasNeverOfferedIsNotLost() {
        sent(0);
        received(0);
        assertEquals(List.of(), LedgerStats.of(ledger).lost());
    }

    @Test
    void acknowledgementIsNotALastStage() {
        sent(0);
        ledger.reached(Stage.ACKNOWLEDGED, 0, 9);
        assertEquals(Optional.of(Stage.ACCEPTED), ledger.lastStage(0));
        assertTrue(ledger.isLost(0), "acknowledged or not, it was not processed");
    }

    @Test
    void firstTimeAtAStageCounts() {
        ledger.reached(Stage.LEFT, 2, 100);
        ledger.reached(Stage.LEFT, 2, 200);
        assertEquals(OptionalLong.of(100), ledger.at(Stage.LEFT, 2));
        assertEquals(OptionalLong.empty(), ledger.at(Stage.ARRIVED, 2));
    }

    @Test
    void processedTwiceIsAtLeastOnce() {
        sent(0, 1);
        received(0, 1, 1);
        LedgerStats stats = LedgerStats.of(ledger);
        assertEquals(List.of(1), stats.reprocessed());
        assertEquals("at least once", verdict().getFirst());
    }

    @Test
    void deliveredTwiceAndProcessedOnceIsExactlyOnce() {
        sent(0);
        ledger.delivered(0, 5, true);
        received(0);
        assertEquals(List.of(0), LedgerStats.of(ledger).duplicates());
        assertEquals("exactly once", verdict().getFirst());
    }

    @Test
    void skippedDuplicateHasNoEffect() {
        sent(0);
        received(0);
        ledger.delivered(0, 7, true);
        ledger.skipped(0);
        assertEquals("exactly once in effect", verdict().getFirst());
        sent(1);
        assertEquals("at most once in effect", verdict().getFirst());
    }

    @Test
    void lostAndDuplicatedIsAVerdict() {
        sent(0, 1);
        received(0, 0);
        assertEquals("lost and duplicated", verdict().getFirst());
    }

    @Test
    void nothingDeliveredHasNoOrder() {
        sent(0);
        assertEquals(List.of("nothing delivered"), verdict());
    }

    @Test
    void firstCopyAfterALaterMessageIsOutOfOrder() {
        sent(0, 1, 2, 3);
        received(0, 2, 1, 3, 1);
        assertEquals(List.of(1), LedgerStats.of(ledger).outOfOrder());
        assertEquals("out of order", verdict().get(1));
    }

    @Test
    void secondCopyIsNotOutOfOrder() {
        sent(0, 1);
        received(0, 1, 0);
        assertEquals(List.of(), LedgerStats.of(ledger).outOfOrder());
    }

    @Test
    void messageReadTogetherWithAnotherLosesItsBoundary() {
        sent(0, 1);
        received(0);
        ledger.delivered(1, 15, false);
        assertFalse(ledger.isOwnRead(1));
        assertEquals("boundaries lost", verdict().getLast());
    }

    @Test
    void numbersBeyondTheTrialAreInvalid() {
        ledger.delivered(5, 1, true);
        ledger.delivered(-1, 1, true);
        ledger.invalid();
        assertEquals(3, LedgerStats.of(ledger).invalid());
    }

    @Test
    void latencyIsFromOfferToFirstDelivery() {
        sent(0, 1, 2, 3);
        received(0, 1, 2, 3, 3);
        LedgerStats.Latency latency = LedgerStats.of(ledger).latency().orElseThrow();
        assertEquals(5, latency.p50().toNanos());
        assertEquals(5, latency.max().toNanos());
        assertEquals(Optional.empty(), LedgerStats.of(new Ledger(3)).latency());
    }
}
