package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;

import netkit.testing.ManualScheduler;

import org.junit.jupiter.api.Test;

class MessageTimerTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ManualScheduler clock = new ManualScheduler();
    private int timeouts;
    private final MessageTimer timer = new MessageTimer(clock, LIMIT, () -> timeouts++);

    @Test
    void messageThatIsNotCompletedTimesOutOnce() {
        timer.await(1, 0);
        clock.advance(LIMIT.minusNanos(1));
        assertEquals(0, timeouts);
        clock.advance(Duration.ofNanos(1));
        assertEquals(1, timeouts);
        timer.await(2, 0);
        clock.advance(LIMIT.multipliedBy(2));
        assertEquals(1, timeouts);
    }

    @Test
    void limitCountsFromTheBeginningOfTheMessage() {
        for (int i = 0; i < 60; i++) {
            timer.await(1, i);
            clock.advance(Duration.ofSeconds(1));
            timer.resume();
        }
        timer.await(1, 60);
        clock.advance(Duration.ofMillis(59)); // 60 of 1,024 bytes: 58.6 ms more
        assertEquals(1, timeouts);
    }

    @Test
    void eachKibReceivedAddsASecond() {
        timer.await(1, 10 * 1024);
        clock.advance(LIMIT.plusSeconds(9));
        assertEquals(0, timeouts);
        clock.advance(Duration.ofSeconds(1));
        assertEquals(1, timeouts);
    }

    @Test
    void anotherMessageHasItsOwnTime() {
        timer.await(1, 0);
        clock.advance(LIMIT.minusSeconds(1));
        timer.resume();
        timer.await(2, 0);
        clock.advance(LIMIT.minusSeconds(1));
        assertEquals(0, timeouts);
        clock.advance(Duration.ofSeconds(1));
        assertEquals(1, timeouts);
    }

    @Test
    void noTimeoutWhileTheMessageIsBeingHandledOrAfterTheEnd() {
        timer.await(1, 0);
        timer.resume();
        clock.advance(LIMIT.multipliedBy(2));
        assertEquals(0, timeouts);
        timer.await(2, 0);
        timer.stop();
        clock.advance(LIMIT.multipliedBy(2));
        assertEquals(0, timeouts);
    }
}
