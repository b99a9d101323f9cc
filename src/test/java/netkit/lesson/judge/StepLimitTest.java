package netkit.lesson.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import netkit.lesson.check.Within;

class StepLimitTest {
    private static final Optional<Within> SHORT = Optional.of(new Within(Duration.ofMillis(1), true));

    private final Events events = new Events(Duration.ofMinutes(1));
    private final AtomicInteger asked = new AtomicInteger();

    /** Until the program has been asked this often, it has waited another 100 ms for a processor each time. */
    private Duration waited(int times) {
        return Duration.ofMillis(100L * Math.min(asked.getAndIncrement(), times));
    }

    @Test
    void limitIsLongerByTheTimeThatTheProgramGotNoProcessor() throws Exception {
        StepLimit limit = new StepLimit(events, SHORT, () -> waited(10));
        assertTrue(limit.await(() -> asked.get() >= 4));
    }

    @Test
    void limitEndsOnceTheProgramHasAProcessor() throws Exception {
        StepLimit limit = new StepLimit(events, SHORT, () -> waited(2));
        assertFalse(limit.await(() -> false));
        assertEquals(4, asked.get());
    }

    @Test
    void limitOfTheCheckEndsEveryStep() throws Exception {
        Events over = new Events(Duration.ZERO);
        assertFalse(new StepLimit(over, SHORT, () -> waited(1_000)).await(() -> false));
    }
}
