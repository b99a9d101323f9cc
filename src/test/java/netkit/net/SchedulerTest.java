package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import netkit.testing.ManualScheduler;

import org.junit.jupiter.api.Test;

class SchedulerTest {
    private final LinkedBlockingQueue<String> ran = new LinkedBlockingQueue<>();

    @Test
    void actionsRunInTheOrderOfTheirTimes() throws Exception {
        CountDownLatch allScheduled = new CountDownLatch(1);
        long now = Scheduler.SYSTEM.now();
        Scheduler.SYSTEM.at(now - 2, () -> awaitUninterrupted(allScheduled)); // even if this takes long here
        Scheduler.SYSTEM.at(now + 20_000_000, () -> ran.add("second"));
        Scheduler.SYSTEM.at(now + 10_000_000, () -> ran.add("first"));
        Scheduler.SYSTEM.at(now - 1, () -> ran.add("overdue"));
        allScheduled.countDown();
        assertEquals(List.of("overdue", "first", "second"), List.of(next(), next(), next()));
        assertTrue(Scheduler.SYSTEM.now() >= now + 20_000_000, "the second action ran before its time");
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void throwingActionIsReportedAndDoesNotStopTheOthers() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> ran.add(e.getMessage()));
        try {
            Scheduler.SYSTEM.after(Duration.ZERO, () -> {
                throw new AssertionError("thrown on purpose");
            });
            assertEquals("thrown on purpose", next());
            Scheduler.SYSTEM.after(Duration.ofMillis(1), () -> ran.add("alive"));
            assertEquals("alive", next());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void cancelledActionDoesNotRun() throws Exception {
        Scheduler.Timer cancelled = Scheduler.SYSTEM.after(Duration.ofSeconds(1), () -> ran.add("cancelled"));
        cancelled.cancel();
        Scheduler.SYSTEM.after(Duration.ofMillis(1020), () -> ran.add("kept"));
        assertEquals("kept", next());
    }

    @Test
    void manualSchedulerRunsActionsAsItsClockAdvances() {
        ManualScheduler clock = new ManualScheduler();
        clock.after(Duration.ofSeconds(2), () -> ran.add("2 s"));
        clock.after(Duration.ofSeconds(1),
                () -> clock.after(Duration.ofMillis(500), () -> ran.add("at " + clock.now() / 1_000_000)));
        clock.after(Duration.ofSeconds(1), () -> ran.add("cancelled")).cancel();
        clock.advance(Duration.ofMillis(1600));
        assertEquals(List.of("at 1500"), List.copyOf(ran));
        clock.advance(Duration.ofMillis(400));
        assertEquals(List.of("at 1500", "2 s"), List.copyOf(ran));
        assertEquals(0, clock.pending());
    }

    private String next() throws InterruptedException {
        return ran.poll(60, TimeUnit.SECONDS);
    }
}
