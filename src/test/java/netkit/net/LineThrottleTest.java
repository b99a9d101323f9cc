package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import netkit.testing.ManualScheduler;

class LineThrottleTest {
    private final ManualScheduler clock = new ManualScheduler();
    private final List<String> log = new ArrayList<>();
    private final LineThrottle throttle = new LineThrottle(clock, log::add);

    @Test
    void oneLineASecondPasses() {
        throttle.line("one");
        throttle.line("two");
        clock.advance(Duration.ofMillis(999));
        throttle.line("three");
        assertEquals(List.of("one"), log);
        clock.advance(Duration.ofMillis(1));
        throttle.line("four");
        throttle.line("five");
        assertEquals(List.of("one", "four; 2 more like it"), log);
    }

    @Test
    void lineAfterAPauseStandsAlone() {
        throttle.line("one");
        clock.advance(Duration.ofMinutes(1));
        throttle.line("two");
        assertEquals(List.of("one", "two"), log);
    }
}
