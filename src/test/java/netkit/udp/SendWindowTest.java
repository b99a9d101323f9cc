package netkit.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import netkit.udp.ReliableDatagram.Ack;

/** Scripts of offered messages, acknowledgements and time, and the datagrams sent: {@code 5/3} is 5 with base 3. */
class SendWindowTest {
    private static final int SESSION = 7;
    private static final int RTT = 10;

    private final List<String> sent = new ArrayList<>();
    private final List<String> acknowledged = new ArrayList<>();
    private SendWindow window = window(0);
    private long now;
    private int offered;

    private SendWindow window(int first) {
        return new SendWindow(SESSION, first, data -> sent.add(data.sequence() + "/" + data.base()),
                message -> acknowledged.add(new String(message, StandardCharsets.US_ASCII)));
    }

    private void offer(int count) {
        for (int i = 0; i < count; i++) {
            window.offer(("m" + offered++).getBytes(StandardCharsets.US_ASCII), now);
        }
    }

    /** @param arrived sequence numbers */
    private void ack(int next, int... arrived) {
        long bits = 0;
        for (int one : arrived) {
            bits |= 1L << one - next;
        }
        window.received(new Ack(SESSION, next, bits), now);
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        window.tick(now);
    }

    private void assertSent(String... datagrams) {
        assertEquals(List.of(datagrams), sent);
        sent.clear();
    }

    /** Brings the timeout to its minimum, 100 ms. */
    private void measureARoundTrip() {
        offer(1);
        pass(RTT);
        ack(1);
        sent.clear();
        acknowledged.clear();
    }

    @Test
    void messageIsSentAtOnceWhileTheWindowAllows() {
        offer(3);
        assertSent("0/0", "1/0", "2/0");
        ack(2);
        assertEquals(List.of("m0", "m1"), acknowledged);
        offer(1);
        assertSent("3/2");
        assertFalse(window.isDone());
        ack(4);
        assertTrue(window.isDone());
        assertEquals(OptionalLong.empty(), window.nextTick());
    }

    @Test
    void fullWindowBlocksUntilItsLowestIsAcknowledged() {
        offer(70);
        assertEquals(64, sent.size());
        sent.clear();
        ack(0, 1, 2);
        assertSent();
    }

    @Test
    void acknowledgementMovesTheWindow() {
        offer(70);
        sent.clear();
        ack(2);
        assertSent("64/2", "65/2");
        ack(10);
        assertSent("66/10", "67/10", "68/10", "69/10");
    }

    @Test
    void threeLaterArrivalsTriggerFastRetransmit() {
        offer(6);
        sent.clear();
        ack(1, 2);
        ack(1, 2, 3);
        assertSent();
        ack(1, 2, 3, 4);
        assertSent("1/1");
        ack(1, 2, 3, 4, 5);
        assertSent(); // only once, until its timeout
    }

    @Test
    void lastMessageIsRetransmittedAfterTimeout() {
        measureARoundTrip();
        offer(1);
        assertSent("1/1");
        pass(99);
        assertSent();
        pass(1);
        assertSent("1/1");
    }

    @Test
    void nextTickIsTheRetransmissionTimeout() {
        measureARoundTrip();
        offer(1);
        assertEquals(OptionalLong.of(now + RetransmissionTimeout.MIN), window.nextTick());
    }

    @Test
    void withoutAcknowledgementsOnlyTheLowestIsRetransmittedWithBackOff() {
        measureARoundTrip();
        offer(3);
        sent.clear();
        pass(100);
        assertSent("1/1", "2/1", "3/1");
        pass(199);
        assertSent();
        pass(1);
        assertSent("1/1");
        pass(400);
        assertSent("1/1");
        pass(800);
        assertSent("1/1");
        pass(1000); // not 1600: the timeout has a maximum
        assertSent("1/1");
    }

    @Test
    void afterTimeoutNothingNewIsSentUntilAnAcknowledgement() {
        measureARoundTrip();
        offer(1);
        pass(100);
        sent.clear();
        offer(2);
        assertSent();
        ack(2);
        assertSent("2/2", "3/2");
    }

    @Test
    void acknowledgementTriggersRetransmissionOfAllExpiredMessages() {
        measureARoundTrip();
        offer(3);
        pass(100);
        pass(1000);
        sent.clear();
        ack(2);
        pass(0);
        assertSent("2/2", "3/2");
    }

    @Test
    void retransmittedMessageIsNoSample() {
        offer(1);
        pass(1000);
        assertSent("0/0", "0/0");
        pass(1);
        ack(1); // Karn's algorithm: ambiguous, so the back-off stays
        offer(1);
        sent.clear();
        pass(1999);
        assertSent();
        pass(1);
        assertSent("1/1");
    }

    @Test
    void overtakenAcknowledgementIsIgnored() {
        offer(3);
        sent.clear();
        ack(2);
        ack(1);
        ack(0, 1, 2);
        assertSent();
        assertEquals(List.of("m0", "m1"), acknowledged);
    }

    @Test
    void duplicateAcknowledgementIsIgnored() {
        offer(2);
        sent.clear();
        ack(1);
        ack(1);
        ack(1);
        ack(1);
        ack(1);
        assertSent(); // no later message has arrived: duplicates, not signs of a loss
        assertEquals(List.of("m0"), acknowledged);
    }

    @Test
    void acknowledgementOfOtherSessionOrUnsentMessageIsIgnored() {
        offer(2);
        window.received(new Ack(SESSION + 1, 2, 0), now);
        ack(3);
        assertEquals(List.of(), acknowledged);
    }

    @Test
    void arrivedMessageIsNotRetransmitted() {
        measureARoundTrip();
        offer(3);
        sent.clear();
        pass(RTT);
        ack(1, 1, 2, 3);
        pass(999);
        assertSent();
    }

    @Test
    void arrivedMessageIsProbedPeriodically() {
        measureARoundTrip();
        offer(3);
        sent.clear();
        pass(RTT);
        ack(1, 1, 2, 3);
        pass(1000);
        assertSent("1/1");
        ack(2); // a new receiver, which got the probe and nothing else
        pass(1000);
        assertSent("2/2", "3/2");
    }

    @Test
    void sequenceNumbersWrapAround() {
        window = window(-2);
        offer(5);
        assertSent("-2/-2", "-1/-2", "0/-2", "1/-2", "2/-2");
        ack(-1, 0, 1, 2);
        assertSent("-1/-1");
        ack(3);
        assertEquals(List.of("m0", "m1", "m2", "m3", "m4"), acknowledged);
        assertTrue(window.isDone());
    }

    @Test
    void senderGivesUpAfterThirtySecondsWithoutAcknowledgement() {
        offer(1);
        for (int second = 0; second < 29; second++) {
            pass(1000);
        }
        assertFalse(window.isGivenUp());
        pass(1000);
        assertTrue(window.isGivenUp());
        sent.clear();
        pass(1000);
        assertSent();
        assertEquals(OptionalLong.empty(), window.nextTick());
    }

    @Test
    void senderDoesNotGiveUpOnSlowReceiver() {
        offer(1);
        for (int second = 0; second < 100; second++) {
            pass(1000);
            ack(0, 0);
        }
        assertFalse(window.isGivenUp());
    }

    @Test
    void idleTimeDoesNotCountTowardsGivingUp() {
        measureARoundTrip();
        pass(60_000);
        offer(1);
        pass(1);
        assertFalse(window.isGivenUp());
    }

    @Test
    void bufferIsBoundedButOneMessageAlwaysFits() {
        assertTrue(window.hasRoomFor(SendWindow.BUFFER + 1));
        window.offer(new byte[SendWindow.BUFFER], now);
        assertFalse(window.hasRoomFor(1));
        ack(1);
        assertTrue(window.hasRoomFor(1));
    }
}
