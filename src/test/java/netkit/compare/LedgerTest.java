package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class LedgerTest {
    /** All messages are offered and accepted at the time 0. */
    private static Ledger sent(int messages) {
        Ledger ledger = new Ledger(messages);
        for (int number = 0; number < messages; number++) {
            ledger.offered(number, 0);
            ledger.accepted(number);
        }
        return ledger;
    }

    private static Account delivered(Ledger ledger, int... numbers) {
        for (int number : numbers) {
            ledger.delivered(number, 1, true);
        }
        return ledger.account();
    }

    @Test
    void nothingOfferedIsNothingLost() {
        Account account = new Ledger(5).account();
        assertEquals(new Account(0, 0, 0, 0, 0, 0, 0, List.of(), List.of(), List.of(), Optional.empty()),
                account);
        assertEquals(List.of("nothing delivered"), account.verdict().words());
    }

    @Test
    void allDeliveredOnceInOrder() {
        Account account = delivered(sent(3), 0, 1, 2);
        assertEquals(3, account.delivered());
        assertEquals(List.of("exactly once", "in order", "boundaries kept"), account.verdict().words());
    }

    @Test
    void lostIsWhatWasAcceptedAndNeverCame() {
        Account account = delivered(sent(5), 0, 2, 4);
        assertEquals(List.of(1, 3), account.lost());
        assertEquals(List.of(), account.outOfOrder(), "a gap is not disorder");
        assertEquals(List.of("at most once", "in order", "boundaries kept"), account.verdict().words());
    }

    @Test
    void whatSendRefusedIsNotLost() {
        Ledger ledger = new Ledger(3);
        ledger.offered(0, 0);
        ledger.accepted(0);
        ledger.offered(1, 0);
        Account account = delivered(ledger, 0);
        assertEquals(2, account.offered());
        assertEquals(1, account.sent());
        assertEquals(List.of(), account.lost());
    }

    @Test
    void aDuplicateOfADuplicateIsOneDuplicatedMessageAndTwoExtraCopies() {
        Account account = delivered(sent(3), 0, 1, 1, 1, 2);
        assertEquals(3, account.delivered());
        assertEquals(List.of(1), account.duplicated());
        assertEquals(2, account.extraCopies());
        assertEquals(List.of("at least once", "in order", "boundaries kept"), account.verdict().words());
    }

    @Test
    void aLateSecondCopyIsNotOutOfOrder() {
        assertEquals(List.of(), delivered(sent(3), 0, 1, 2, 0).outOfOrder());
    }

    @Test
    void outOfOrderIsWhatComesAfterAHigherNumber() {
        Account account = delivered(sent(6), 2, 0, 1, 5, 3, 4);
        assertEquals(List.of(0, 1, 3, 4), account.outOfOrder());
        assertEquals(List.of("exactly once", "out of order", "boundaries kept"), account.verdict().words());
    }

    @Test
    void oneThatOvertakesMakesOnlyTheOvertakenLate() {
        assertEquals(List.of(0), delivered(sent(4), 1, 0, 2, 3).outOfOrder());
    }

    @Test
    void lostAndDuplicatedAtOnce() {
        assertEquals(List.of("lost and duplicated", "out of order", "boundaries kept"),
                delivered(sent(4), 1, 0, 0).verdict().words());
    }

    @Test
    void boundariesAreKeptOnlyWhenEveryMessageCameAlone() {
        Ledger ledger = sent(2);
        ledger.delivered(0, 1, true);
        ledger.delivered(1, 1, false);
        ledger.delivered(1, 1, true);
        Account account = ledger.account();
        assertEquals(1, account.alone(), "the first copy counts");
        assertEquals(List.of("at least once", "in order", "boundaries lost"), account.verdict().words());
    }

    @Test
    void foreignAndImpossibleNumbersAreCountedAndNothingElse() {
        Ledger ledger = sent(2);
        ledger.foreign();
        Account account = delivered(ledger, 0, 1, 2, -1);
        assertEquals(3, account.foreign());
        assertEquals(2, account.delivered());
    }

    @Test
    void percentilesAreOfTheNearestRankAndOfFirstCopies() {
        Ledger ledger = sent(200);
        for (int number = 0; number < 200; number++) {
            ledger.delivered(number, 200 - number, true);
            ledger.delivered(number, 1_000_000, true);
        }
        Account.Latency latency = ledger.account().latency().orElseThrow();
        assertEquals(Duration.ofNanos(100), latency.p50());
        assertEquals(Duration.ofNanos(198), latency.p99());
    }

    @Test
    void theLatencyOfOneMessageIsEveryPercentile() {
        Ledger ledger = new Ledger(1);
        ledger.offered(0, 5);
        ledger.accepted(0);
        ledger.delivered(0, 12, true);
        assertEquals(Optional.of(new Account.Latency(Duration.ofNanos(7), Duration.ofNanos(7))),
                ledger.account().latency());
    }

    @Test
    void aMessageMayArriveBeforeSendReturns() {
        Ledger ledger = new Ledger(1);
        ledger.offered(0, 0);
        ledger.delivered(0, 1, true);
        ledger.accepted(0);
        assertEquals(List.of(), ledger.account().lost());
    }

    @Test
    void copiesThatAreAllPassedOverHaveNoEffect() {
        Ledger ledger = sent(3);
        delivered(ledger, 0, 1, 1, 2, 2);
        ledger.passedOver();
        assertEquals("at least once", ledger.account().verdict().words().getFirst(),
                "one was processed twice");
        ledger.passedOver();
        Account account = ledger.account();
        assertEquals("exactly once in effect", account.verdict().words().getFirst());
        assertEquals(List.of(1, 2), account.duplicated(), "they came all the same");
    }

    @Test
    void whatIsLostIsNotMadeUpForByPassingOverCopies() {
        Ledger ledger = sent(3);
        delivered(ledger, 0, 2, 2);
        ledger.passedOver();
        assertEquals("at most once in effect", ledger.account().verdict().words().getFirst());
    }
}
