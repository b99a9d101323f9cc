package netkit.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /**
     * More threads than there are processors work without a pause until another thread has run. They are in the processors'
     * own queues, since a virtual thread has started them; the other one is not.
     */
    private static void assertOthersRun(Supplier<Runnable> work) throws InterruptedException {
        AtomicBoolean othersRan = new AtomicBoolean();
        long end = System.nanoTime() + TIMEOUT.toNanos();
        List<Thread> busy = new ArrayList<>();
        for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
            Runnable step = work.get();
            busy.add(Thread.ofVirtual().unstarted(() -> {
                while (!othersRan.get() && System.nanoTime() - end < 0) {
                    step.run();
                }
            }));
        }
        Thread.ofVirtual().start(() -> busy.forEach(Thread::start)).join();
        Thread other = Thread.ofVirtual().start(() -> othersRan.set(System.nanoTime() - end < 0));
        other.join();
        for (Thread thread : busy) {
            thread.join();
        }
        assertTrue(othersRan.get());
    }

    @Test
    void threadThatReadsWithoutAPauseLetsOthersRun() throws InterruptedException {
        assertOthersRun(() -> {
            Turns turns = new Turns();
            return () -> turns.read(100);
        });
    }

    @Test
    void threadThatOffersWithoutAPauseLetsOthersRun() throws InterruptedException {
        Backpressure pressure = new Backpressure();
        assertOthersRun(() -> {
            OutboundQueue queue = new OutboundQueue(OutputStream.nullOutputStream(), 1000, _ -> {});
            return () -> {
                pressure.offered(queue, 1);
                awaitDrain(pressure);
            };
        });
    }

    private static void awaitDrain(Backpressure pressure) {
        try {
            pressure.awaitDrain();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
