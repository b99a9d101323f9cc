package netkit.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class RetransmissionTimeoutTest {
    private final RetransmissionTimeout timeout = new RetransmissionTimeout();

    private static long millis(long value) {
        return TimeUnit.MILLISECONDS.toNanos(value);
    }

    @Test
    void initialTimeoutIsOneSecond() {
        assertEquals(millis(1000), timeout.nanos());
    }

    @Test
    void firstSampleSetsTimeoutToThreeRoundTrips() {
        timeout.sample(millis(80)); // RFC 6298 (2.2): 80 + 4 * 80 / 2
        assertEquals(millis(240), timeout.nanos());
    }

    @Test
    void furtherSamplesAreSmoothed() {
        timeout.sample(millis(80));
        timeout.sample(millis(160)); // (2.3): variation 40 + (80 - 40) / 4 = 50, smoothed 80 + 80 / 8 = 90
        assertEquals(millis(290), timeout.nanos());
    }

    @Test
    void timeoutHasMinimum() {
        timeout.sample(1000);
        assertEquals(RetransmissionTimeout.MIN, timeout.nanos());
    }

    @Test
    void backOffDoublesTheTimeoutUpToTheMaximum() {
        timeout.sample(millis(1));
        timeout.backOff();
        assertEquals(2 * RetransmissionTimeout.MIN, timeout.nanos());
        for (int i = 0; i < 100; i++) {
            timeout.backOff();
        }
        assertEquals(RetransmissionTimeout.MAX, timeout.nanos());
    }

    @Test
    void sampleEndsTheBackOff() {
        timeout.sample(millis(1));
        timeout.backOff();
        timeout.sample(millis(1));
        assertEquals(RetransmissionTimeout.MIN, timeout.nanos());
    }

    @Test
    void measuredRoundTripMayExceedTheMaximum() {
        timeout.sample(millis(1500));
        timeout.backOff();
        assertTrue(timeout.nanos() > millis(1500), "otherwise no round trip could be measured");
    }
}
