package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BackpressureTest {
    private final Semaphore permits = new Semaphore(0);
    private final Backpressure pressure = new Backpressure();
    private final OutboundQueue queue = queue();

    private OutboundQueue queue() {
        return new OutboundQueue(new OutputStream() {
            @Override
            public void write(byte[] bytes, int from, int length) {
                permits.acquireUninterruptibly();
            }

            @Override
            public void write(int one) {
                throw new AssertionError("the queue must write blocks, not single bytes");
            }
        }, 400_000, failure -> {
            throw new AssertionError(failure);
        });
    }

    @AfterEach
    void unblockWriter() throws InterruptedException {
        permits.release(1_000_000);
        assertTrue(queue.awaitWritten(Duration.ofSeconds(60)),
                "the writing thread has to end before the next test");
    }

    private void offer(int blocks) {
        for (int i = 0; i < blocks; i++) {
            assertTrue(queue.offer(new byte[50_000]));
            pressure.offered(queue, 50_000);
        }
    }

    @Test
    void awaitDrainReturnsAtOnceWhileQueueIsNotHalfFull() throws Exception {
        offer(4);
        pressure.awaitDrain();
        assertEquals(200_000, queue.backlog(), "awaitDrain returned before anything was written");
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
        assertTrue(talker.join(Duration.ofSeconds(60)));
        assertTrue(queue.awaitWritten(Duration.ofSeconds(60)));
        offer(6);
        pressure.awaitDrain();
        // Half of the limit, not a quarter: a fast writer may have kept the queue below half all the time.
        assertTrue(queue.backlog() <= 200_000, "waits again the next time; backlog " + queue.backlog());
    }

    @Test
    void awaitDrainWaitsOnlyOnceForStalledReader() throws Exception {
        offer(6);
        pressure.awaitDrain(); // waits once
        offer(2);
        long before = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            pressure.awaitDrain();
        }
        assertTrue(System.nanoTime() - before < Duration.ofSeconds(60).toNanos(),
                "1000 waits would take minutes");
        assertEquals(400_000, queue.backlog());
    }

    @Test
    void awaitDrainDoesNotWaitForQueuesThatOtherThreadsFill() throws Exception {
        List<OutboundQueue> crowded = Stream.generate(this::queue).limit(150).toList();
        byte[] block = new byte[50_000];
        assertTrue(Thread.ofVirtual().start(() -> crowded.forEach(one -> {
            for (int i = 0; i < 7; i++) {
                assertTrue(one.offer(block));
                pressure.offered(one, block.length);
            }
        })).join(Duration.ofSeconds(60)));
        for (OutboundQueue one : crowded) {
            assertTrue(one.offer(new byte[20]));
            pressure.offered(one, 20);
        }
        long before = System.nanoTime();
        pressure.awaitDrain();
        assertTrue(System.nanoTime() - before < Duration.ofSeconds(15).toNanos(),
                "to wait for each of them would take 30 seconds");
    }
}
