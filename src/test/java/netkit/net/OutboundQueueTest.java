package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutboundQueueTest extends OutboundQueueFixture {
    @Test
    void offeredBytesAreWrittenInOrder() throws Exception {
        OutboundQueue queue = queue(1_000_000);
        peer.acceptAll();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            assertTrue(queue.offer(bytes(i + " ")));
            expected.append(i).append(' ');
        }

        assertTrue(queue.awaitWritten(TIMEOUT));
        assertEquals(expected.toString(), peer.all());
        assertEquals(0, queue.backlog());
    }

    @Test
    void bytesOfferedDuringAWriteAreWrittenTogether() throws Exception {
        OutboundQueue queue = queue(1000);
        queue.offer(bytes("first"));
        peer.awaitWrite();
        queue.offer(bytes("a"));
        queue.offer(bytes("b"));
        queue.offer(bytes("c"));
        peer.acceptAll();

        assertTrue(queue.awaitWritten(TIMEOUT));
        assertEquals("firstabc", peer.all());
        assertEquals(List.of(5, 3), peer.sizes());
    }

    @Test
    void oneWriteMergesAtMost16KibAndSplitsNoBlock() throws Exception {
        OutboundQueue queue = queue(1_000_000);
        queue.offer(bytes("first"));
        peer.awaitWrite();
        queue.offer(new byte[10_000]);
        queue.offer(new byte[6_000]);
        queue.offer(new byte[384]); // 16,384 so far: one full write
        queue.offer(new byte[1]);
        queue.offer(new byte[16_384]);
        queue.offer(new byte[100_000]); // larger than the limit of a write, but not split
        queue.offer(new byte[0]);
        queue.offer(new byte[2]);
        peer.acceptAll();

        assertTrue(queue.awaitWritten(TIMEOUT));
        assertEquals(List.of(5, 16_384, 1, 16_384, 100_000, 2), peer.sizes());
    }

    @Test
    void progressOfLargeWriteIsVisibleToWaiters() throws Exception {
        byte[] large = new byte[1_000_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) ('a' + i % 26);
        }
        for (boolean offered : new boolean[] {true, false}) {
            peer.writes.clear();
            OutboundQueue queue = queue(1_000_000);
            Thread writing = Thread.ofVirtual().start(() -> {
                try {
                    assertTrue(offered ? queue.offer(large)
                            : queue.gather(bytes("head"), 4, large, 0, large.length));
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            peer.awaitWrite();
            long before = queue.backlog();
            peer.accept(offered ? 1 : 2);
            peer.awaitWrite();
            assertTrue(queue.awaitBacklog(before - 100_000, TIMEOUT, TIMEOUT),
                    queue.backlog() + " bytes in the backlog");
            peer.acceptAll();
            assertTrue(writing.join(TIMEOUT));
            assertTrue(queue.awaitWritten(TIMEOUT));
            assertEquals((offered ? "" : "head") + new String(large, StandardCharsets.US_ASCII), peer.all());
            assertEquals(0, queue.backlog());
            peer.permits.drainPermits();
            peer.begun.drainPermits();
        }
    }

    @Test
    void bytesBeingWrittenCountTowardsTheLimit() throws Exception {
        OutboundQueue queue = queue(10);
        assertTrue(queue.offer(bytes("123456")));
        peer.awaitWrite();

        assertEquals(6, queue.backlog());
        assertFalse(queue.offer(bytes("12345")));
        assertTrue(queue.offer(bytes("1234")));
        assertEquals(10, queue.backlog());
        assertFalse(queue.offer(bytes("x")));
        peer.acceptAll();

        assertTrue(queue.awaitWritten(TIMEOUT));
        assertEquals("1234561234", peer.all());
        assertTrue(queue.offer(bytes("again")), "there is room again");
        assertTrue(queue.awaitWritten(TIMEOUT));
        assertEquals("1234561234again", peer.all());
    }

    @Test
    void closeWritesBacklogThenLastBytesBeyondTheLimit() throws Exception {
        OutboundQueue queue = queue(10);
        queue.offer(bytes("1234567890"));
        queue.close(bytes(" goodbye"));

        assertTrue(queue.isClosed());
        assertFalse(queue.offer(bytes("")), "nothing is accepted after the last bytes");
        queue.close(bytes(" again"));
        queue.closeDiscarding(bytes(" again"));
        peer.acceptAll();
        assertTrue(queue.awaitWritten(TIMEOUT));
        assertEquals("1234567890 goodbye", peer.all());
    }

    @Test
    void closeDiscardingDropsBacklogButNotWriteInProgress() throws Exception {
        OutboundQueue queue = queue(20);
        queue.offer(bytes("begun "));
        peer.awaitWrite();
        queue.offer(bytes("lost"));
        queue.offer(bytes("lost"));
        queue.closeDiscarding(bytes("goodbye"));

        assertTrue(queue.isClosed());
        assertEquals(13, queue.backlog());
        peer.acceptAll();
        assertTrue(queue.awaitWritten(TIMEOUT));
        assertEquals("begun goodbye", peer.all());
    }

    @Test
    void awaitWrittenWaitsWhilePeerMakesProgress() throws Exception {
        OutboundQueue queue = queue(1_000_000);
        for (int i = 0; i < 10; i++) {
            queue.offer(new byte[60_000]);
        }
        Thread slowReader = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 10; i++) {
                peer.begun.acquireUninterruptibly();
                peer.accept(1);
            }
        });

        assertTrue(queue.awaitWritten(TIMEOUT));
        slowReader.join();
        assertEquals(10, peer.sizes().size());
    }

    @Test
    void awaitWrittenTimesOutWithoutProgress() throws Exception {
        OutboundQueue queue = queue(100);
        queue.offer(bytes("hello"));

        assertFalse(queue.awaitWritten(BRIEF));
        assertEquals(5, queue.backlog());
        peer.acceptAll();
        assertTrue(queue.awaitWritten(TIMEOUT), "the timeout does not fail the queue");
    }

    @Test
    void awaitWrittenReturnsAtOnceWhenQueueIsEmpty() throws Exception {
        assertTrue(queue(100).awaitWritten(Duration.ZERO));
    }

    @Test
    void failureIsReportedOnceAndNothingIsWrittenAfterIt() throws Exception {
        OutboundQueue queue = queue(100);
        peer.broken = true;
        queue.offer(bytes("hello"));
        peer.awaitWrite();
        queue.offer(bytes("more"));
        CountDownLatch waiting = new CountDownLatch(1);
        SynchronousQueue<Boolean> result = new SynchronousQueue<>();
        Thread.ofPlatform().start(() -> {
            try {
                waiting.countDown();
                result.put(queue.awaitWritten(TIMEOUT));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        waiting.await();
        peer.acceptAll();

        assertEquals("broken pipe", failures.poll(60, TimeUnit.SECONDS).getMessage());
        assertEquals(false, result.poll(60, TimeUnit.SECONDS));
        assertTrue(queue.isClosed());
        assertFalse(queue.offer(bytes("too late")));
        queue.close(bytes("too late"));
        assertFalse(queue.awaitWritten(TIMEOUT));
        assertEquals("", peer.all());
        assertTrue(failures.isEmpty());
    }

    @Test
    void emptyQueueHoldsNoThread() throws Exception {
        OutboundQueue queue = queue(100);
        peer.acceptAll();
        queue.offer(bytes("hello"));
        assertTrue(queue.awaitWritten(TIMEOUT));

        assertTrue(peer.writer.get().join(TIMEOUT), "the writing thread is still alive");
        assertTrue(peer.writer.get().isVirtual());
    }

    @Test
    void concurrentOffersLoseNothing() throws Exception {
        OutboundQueue queue = queue(10_000_000);
        peer.acceptAll();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            char name = (char) ('a' + i);
            threads.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 2000; n++) {
                    assertTrue(queue.offer(bytes(name + "" + n + " ")));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertTrue(queue.awaitWritten(TIMEOUT));

        int[] next = new int[8];
        for (String item : peer.all().split(" ")) {
            int thread = item.charAt(0) - 'a';
            assertEquals(next[thread]++, Integer.parseInt(item.substring(1)),
                    "the next of " + item.charAt(0));
        }
        for (int count : next) {
            assertEquals(2000, count);
        }
    }
}
