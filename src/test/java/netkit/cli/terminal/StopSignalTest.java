package netkit.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StopSignalTest {
    private static final Duration NEVER = Duration.ofDays(1);

    private final BlockingQueue<Integer> halts = new LinkedBlockingQueue<>();

    @Test
    void serverThatCannotCloseInOrderIsEndedAfterASignal() throws InterruptedException {
        try (StopSignal stop = StopSignal.ofServer(Duration.ofMillis(1), halts::add)) {
            stop.signalled();
            assertTrue(stop.isStopped());
            assertEquals(1, halts.poll(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void serverThatClosesInTimeIsNotEnded() {
        try (StopSignal stop = StopSignal.ofServer(NEVER, halts::add)) {
            stop.signalled();
        }
        assertEquals(0, halts.size());
    }

    @Test
    void serverThatStopsByItselfHasAsMuchTimeAsItNeeds() {
        try (StopSignal stop = StopSignal.ofServer(Duration.ofMillis(1), halts::add)) {
            stop.stop();
            stop.await();
            assertFalse(halts.contains(1));
        }
    }
}
