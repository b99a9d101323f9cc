package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import netkit.testing.ManualScheduler;

class StallTimerTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final ManualScheduler clock = new ManualScheduler();
    private final AtomicLong count = new AtomicLong();
    private final AtomicInteger stalls = new AtomicInteger();
    private StallTimer timer;

    @BeforeEach
    void start() {
        timer = StallTimer.start(clock, LIMIT, count::get, stalls::incrementAndGet);
    }

    @Test
    void actionRunsOnceWhenTheCountStands() {
        for (int i = 0; i < 3; i++) {
            count.incrementAndGet();
            clock.advance(LIMIT);
            assertEquals(0, stalls.get());
        }
        clock.advance(LIMIT.multipliedBy(10));
        assertEquals(1, stalls.get());
        assertEquals(0, clock.pending());
    }

    @Test
    void stoppedTimerDoesNothing() {
        timer.stop();
        clock.advance(LIMIT.multipliedBy(10));
        assertEquals(0, stalls.get());
        assertEquals(0, clock.pending());
    }
}
