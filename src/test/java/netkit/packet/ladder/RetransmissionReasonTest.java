package netkit.packet.ladder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;

import org.junit.jupiter.api.Test;

class RetransmissionReasonTest {
    private static final long MS = 1_000_000;
    private static final RetransmissionReason.Sender ALICE = new RetransmissionReason.Sender("alice",
            "40000→80");

    private final RetransmissionReason reasons = new RetransmissionReason();

    private String sent(long number, long first, long millis, boolean lost) {
        return reasons.sent(ALICE, number, first, first + 5, millis * MS, lost).orElse("");
    }

    @Test
    void newSegmentHasNoReason() {
        assertEquals("", sent(0, 1, 0, false));
        assertEquals("", sent(1, 6, 1, false));
        assertEquals(Optional.empty(),
                reasons.sent(new RetransmissionReason.Sender("bob", "80→40000"), 0, 1, 6, 2 * MS, false));
    }

    @Test
    void lostSegmentIsRetransmittedByTheTimer() {
        sent(0, 1, 0, true);
        assertEquals("waited 228 ms: the segment was lost, and TCP's timer retransmitted",
                sent(1, 1, 228, false));
    }

    @Test
    void segmentLostOnItsWayIsKnownFromItsNumber() {
        sent(0, 1, 0, false);
        reasons.lost(ALICE, 0);
        assertEquals("waited 200 ms: the segment was lost, and TCP's timer retransmitted",
                sent(1, 1, 200, false));
    }

    @Test
    void lostAcknowledgementIsNamedOnlyWhereItCoveredTheSegment() {
        sent(0, 1, 0, false);
        sent(1, 6, 0, false);
        reasons.acknowledgementLost(ALICE, 6);
        assertEquals("waited 162 ms: the acknowledgement was lost, and TCP's timer retransmitted",
                sent(2, 1, 162, false));
        assertEquals("waited 163 ms: no acknowledgement came, and TCP's timer retransmitted",
                sent(3, 6, 163, false));
    }

    @Test
    void duplicateAcknowledgementsRetransmitAtOnce() {
        sent(0, 1, 0, true);
        for (int i = 0; i < 3; i++) {
            reasons.duplicateArrived(ALICE, 20 * MS);
        }
        assertEquals("waited 21 ms: the segment was lost, and 3 duplicate ACKs made TCP retransmit",
                sent(1, 1, 21, false));
    }

    @Test
    void duplicatesOfLongAgoDoNotExplainATimer() {
        sent(0, 1, 0, true);
        reasons.duplicateArrived(ALICE, 20 * MS);
        assertEquals("waited 220 ms: the segment was lost, and TCP's timer retransmitted",
                sent(1, 1, 220, false));
    }
}
