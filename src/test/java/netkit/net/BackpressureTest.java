package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BackpressureTest {
    private final Semaphore permits = new Semaphore(0);
    private final Backpressure pressure = new Backpressure();
    private final OutboundQueue queue = new OutboundQueue(new OutputStream() {
        @Override
        public void write(byte[] bytes, int from, int length) {
            permits.acquireUninterruptibly();
        }

        @Override
        public void write(int one) {
            throw new AssertionError("byte by byte would be slow");
        }
    }, 400_000, failure -> {
        throw new AssertionError(failure);
    });

    @AfterEach
    void letTheWriterEnd() throws InterruptedException {
        permits.release(1_000_000);
        assertTrue(queue.awaitWritten(Duration.ofSeconds(20)), "others count the threads that are left");
    }

    private void offer(int blocks) {
        for (int i = 0; i < blocks; i++) {
            assertTrue(queue.offer(new byte[50_000]));
            pressure.offered(queue);
        }
    }

    @Test
    void awaitDrainReturnsAtOnceWhileQueueIsNotHalfFull() throws Exception {
        offer(4);
        pressure.awaitDrain();
        assertEquals(200_000, queue.backlog(), "nothing has moved, and nobody waited for it to");
    }

    @Test
    void awaitDrainWaitsUntilReaderCatchesUp() throws Exception {
        offer(6);
        Thread talker = Thread.ofVirtual().start(() -> {
            try {
                pressure.awaitDrain();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        permits.release(100);
        assertTrue(talker.join(Duration.ofSeconds(20)));
        assertTrue(queue.awaitWritten(Duration.ofSeconds(20)));
        offer(6);
        pressure.awaitDrain();
        // Half of it, and not a quarter: the writer may be so quick that the queue was never crowded.
        assertTrue(queue.backlog() <= 200_000, "and again the next time, " + queue.backlog());
    }

    @Test
    void awaitDrainWaitsOnlyOnceForStalledReader() throws Exception {
        offer(6);
        pressure.awaitDrain(); // it is given a moment
        offer(2);
        long before = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            pressure.awaitDrain();
        }
        assertTrue(System.nanoTime() - before < Duration.ofSeconds(20).toNanos(),
                "1000 moments would take minutes");
        assertEquals(400_000, queue.backlog());
    }
}
