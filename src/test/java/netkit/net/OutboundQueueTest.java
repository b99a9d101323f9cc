package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OutboundQueueTest {
    /** Longer than a test may take: who waits has to be woken. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** For waits that must end by running out. */
    private static final Duration A_MOMENT = Duration.ofMillis(50);

    private final Peer peer = new Peer();
    private final BlockingQueue<IOException> failures = new LinkedBlockingQueue<>();

    /** A connection whose other side takes one write for each permit. */
    private static final class Peer extends OutputStream {
        private final Semaphore permits = new Semaphore(0);
        private final Semaphore begun = new Semaphore(0);
        private final List<byte[]> writes = Collections.synchronizedList(new ArrayList<>());
        private final AtomicReference<Thread> writer = new AtomicReference<>();
        private volatile boolean broken;

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            writer.set(Thread.currentThread());
            begun.release();
            permits.acquireUninterruptibly();
            if (broken) {
                throw new IOException("broken pipe");
            }
            writes.add(java.util.Arrays.copyOfRange(bytes, from, from + length));
        }

        @Override
        public void write(int one) {
            throw new AssertionError("byte by byte would be slow");
        }

        void takes(int count) {
            permits.release(count);
        }

        void takesAll() {
            takes(1_000_000);
        }

        /** Waits until a write has begun, which then waits for its permit. */
        void awaitWrite() throws InterruptedException {
            assertTrue(begun.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS), "no write began");
        }

        String all() {
            StringBuilder text = new StringBuilder();
            synchronized (writes) {
                writes.forEach(bytes -> text.append(new String(bytes, StandardCharsets.US_ASCII)));
            }
            return text.toString();
        }

        List<Integer> sizes() {
            synchronized (writes) {
                return writes.stream().map(bytes -> bytes.length).toList();
            }
        }
    }

    private OutboundQueue queue(int limit) {
        return new OutboundQueue(peer, limit, failures::add);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void whatIsOfferedIsWrittenInItsOrder() throws Exception {
        OutboundQueue queue = queue(1_000_000);
        peer.takesAll();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            assertTrue(queue.offer(bytes(i + " ")));
            expected.append(i).append(' ');
        }

        assertTrue(queue.awaitWritten(PATIENCE));
        assertEquals(expected.toString(), peer.all());
        assertEquals(0, queue.backlog());
    }

    @Test
    void whatGathersDuringAWriteLeavesInOne() throws Exception {
        OutboundQueue queue = queue(1000);
        queue.offer(bytes("first"));
        peer.awaitWrite();
        queue.offer(bytes("a"));
        queue.offer(bytes("b"));
        queue.offer(bytes("c"));
        peer.takesAll();

        assertTrue(queue.awaitWritten(PATIENCE));
        assertEquals("firstabc", peer.all());
        assertEquals(List.of(5, 3), peer.sizes());
    }

    @Test
    void oneWriteGathersSixtyFourKibibytesAtMostAndSplitsNothing() throws Exception {
        OutboundQueue queue = queue(1_000_000);
        queue.offer(bytes("first"));
        peer.awaitWrite();
        queue.offer(new byte[40_000]);
        queue.offer(new byte[25_000]);
        queue.offer(new byte[536]); // 65,536 so far: one write, and full
        queue.offer(new byte[1]);
        queue.offer(new byte[65_536]);
        queue.offer(new byte[100_000]); // larger than a write gathers, and whole all the same
        queue.offer(new byte[0]);
        queue.offer(new byte[2]);
        peer.takesAll();

        assertTrue(queue.awaitWritten(PATIENCE));
        assertEquals(List.of(5, 65_536, 1, 65_536, 100_000, 2), peer.sizes());
    }

    @Test
    void aLargeWriteIsSeenToMoveByWhoWaitsForIt() throws Exception {
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
                            : queue.write(bytes("head"), 4, large, 0, large.length));
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            peer.awaitWrite();
            long before = queue.backlog();
            peer.takes(offered ? 1 : 2);
            peer.awaitWrite();
            assertTrue(queue.awaitBacklog(before - 100_000, PATIENCE, PATIENCE),
                    queue.backlog() + " bytes wait");
            peer.takesAll();
            assertTrue(writing.join(PATIENCE));
            assertTrue(queue.awaitWritten(PATIENCE));
            assertEquals((offered ? "" : "head") + new String(large, StandardCharsets.US_ASCII), peer.all());
            assertEquals(0, queue.backlog());
            peer.permits.drainPermits();
            peer.begun.drainPermits();
        }
    }

    @Test
    void whatIsBeingWrittenCountsTowardsTheLimit() throws Exception {
        OutboundQueue queue = queue(10);
        assertTrue(queue.offer(bytes("123456")));
        peer.awaitWrite();

        assertEquals(6, queue.backlog());
        assertFalse(queue.offer(bytes("12345")));
        assertTrue(queue.offer(bytes("1234")));
        assertEquals(10, queue.backlog());
        assertFalse(queue.offer(bytes("x")));
        peer.takesAll();

        assertTrue(queue.awaitWritten(PATIENCE));
        assertEquals("1234561234", peer.all());
        assertTrue(queue.offer(bytes("again")), "there is room again");
        assertTrue(queue.awaitWritten(PATIENCE));
        assertEquals("1234561234again", peer.all());
    }

    @Test
    void closeWritesWhatWaitsAndThenTheLastWordsPastTheLimit() throws Exception {
        OutboundQueue queue = queue(10);
        queue.offer(bytes("1234567890"));
        queue.close(bytes(" goodbye"));

        assertTrue(queue.isClosed());
        assertFalse(queue.offer(bytes("")), "nothing after the last words");
        queue.close(bytes(" again"));
        queue.closeDiscarding(bytes(" again"));
        peer.takesAll();
        assertTrue(queue.awaitWritten(PATIENCE));
        assertEquals("1234567890 goodbye", peer.all());
    }

    @Test
    void abandonGivesUpWhatWaitsButNotAWriteThatHasBegun() throws Exception {
        OutboundQueue queue = queue(20);
        queue.offer(bytes("begun "));
        peer.awaitWrite();
        queue.offer(bytes("lost"));
        queue.offer(bytes("lost"));
        queue.closeDiscarding(bytes("goodbye"));

        assertTrue(queue.isClosed());
        assertEquals(13, queue.backlog());
        peer.takesAll();
        assertTrue(queue.awaitWritten(PATIENCE));
        assertEquals("begun goodbye", peer.all());
    }

    @Test
    void awaitWrittenIsPatientWithAPeerThatTakesSomething() throws Exception {
        OutboundQueue queue = queue(1_000_000);
        for (int i = 0; i < 10; i++) {
            queue.offer(new byte[60_000]);
        }
        Thread slowReader = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 10; i++) {
                peer.begun.acquireUninterruptibly();
                peer.takes(1);
            }
        });

        assertTrue(queue.awaitWritten(PATIENCE));
        slowReader.join();
        assertEquals(10, peer.sizes().size());
    }

    @Test
    void awaitWrittenGivesUpOnAPeerThatTakesNothing() throws Exception {
        OutboundQueue queue = queue(100);
        queue.offer(bytes("hello"));

        assertFalse(queue.awaitWritten(A_MOMENT));
        assertEquals(5, queue.backlog());
        peer.takesAll();
        assertTrue(queue.awaitWritten(PATIENCE), "and later all is well");
    }

    @Test
    void awaitWrittenReturnsAtOnceWhenNothingWaits() throws Exception {
        assertTrue(queue(100).awaitWritten(Duration.ZERO));
    }

    @Test
    void aFailureIsToldOnceAndNothingIsWrittenAfterIt() throws Exception {
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
                result.put(queue.awaitWritten(PATIENCE));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        waiting.await();
        peer.takesAll();

        assertEquals("broken pipe", failures.poll(20, TimeUnit.SECONDS).getMessage());
        assertEquals(false, result.poll(20, TimeUnit.SECONDS));
        assertTrue(queue.isClosed());
        assertFalse(queue.offer(bytes("too late")));
        queue.close(bytes("too late"));
        assertFalse(queue.awaitWritten(PATIENCE));
        assertEquals("", peer.all());
        assertTrue(failures.isEmpty());
    }

    @Test
    void aQueueWithNothingToWriteHoldsNoThread() throws Exception {
        OutboundQueue queue = queue(100);
        peer.takesAll();
        queue.offer(bytes("hello"));
        assertTrue(queue.awaitWritten(PATIENCE));

        assertTrue(peer.writer.get().join(PATIENCE), "the writing thread is still alive");
        assertTrue(peer.writer.get().isVirtual());
    }

    @Test
    void manyThreadsMayOfferAtOnceAndNothingIsLost() throws Exception {
        OutboundQueue queue = queue(10_000_000);
        peer.takesAll();
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
        assertTrue(queue.awaitWritten(PATIENCE));

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

    @Test
    void writeUsesTheCallersThreadAndItsOwnBytesWhenNothingElseIsWritten() throws Exception {
        OutboundQueue queue = queue(10);
        peer.takesAll();

        assertTrue(queue.write(bytes("__larger than the limit__"), 2, 21));
        assertEquals(Thread.currentThread(), peer.writer.get());
        assertEquals("larger than the limit", peer.all());
        assertEquals(0, queue.backlog());
    }

    @Test
    void whatIsOfferedDuringAWriteFollowsIt() throws Exception {
        OutboundQueue queue = queue(100);
        Thread writer = inBackground(() -> queue.write(bytes("written "), 0, 8));
        peer.awaitWrite();
        assertEquals(8, queue.backlog());
        assertTrue(queue.offer(bytes("offered")));
        queue.close(bytes(" goodbye"));
        peer.takesAll();

        assertTrue(writer.join(PATIENCE));
        assertTrue(queue.awaitWritten(PATIENCE));
        assertEquals("written offered goodbye", peer.all());
    }

    @Test
    void whatIsWrittenWhileAnotherWritesFollowsInOrderAndItsBytesMayChange() throws Exception {
        OutboundQueue queue = queue(100);
        queue.offer(bytes("first "));
        peer.awaitWrite();
        byte[] bytes = bytes("second ");
        assertTrue(queue.write(bytes, 0, 7), "it does not wait where there is room");
        bytes[0] = 'X';
        queue.offer(bytes("third"));
        peer.takesAll();

        assertTrue(queue.awaitWritten(PATIENCE));
        assertEquals("first second third", peer.all());
    }

    @Test
    void writeWaitsForRoomBehindWhatOthersHaveQueued() throws Exception {
        OutboundQueue queue = queue(10);
        queue.offer(bytes("123456"));
        peer.awaitWrite();
        Thread writer = inBackground(() -> queue.write(bytes("abcdef"), 0, 6));

        assertFalse(writer.join(A_MOMENT), "six and six are more than ten");
        peer.takesAll();
        assertTrue(writer.join(PATIENCE));
        assertTrue(queue.awaitWritten(PATIENCE));
        assertEquals("123456abcdef", peer.all());
    }

    @Test
    void nothingComesBetweenAHeadAndWhatIsWrittenBehindIt() throws Exception {
        OutboundQueue queue = queue(100);
        queue.offer(bytes("before "));
        peer.awaitWrite();
        assertTrue(queue.write(bytes("head:__"), 5, bytes("__bytes "), 2, 6), "queued, as a copy");
        queue.offer(bytes("between "));
        peer.takesAll();
        assertTrue(queue.awaitWritten(PATIENCE));

        assertTrue(queue.write(bytes("head:__"), 5, bytes("__more"), 2, 4), "written as it lies");
        assertEquals("before head:bytes between head:more", peer.all());
    }

    @Test
    void aWriteDoesNotWaitForEverForOthersWhoGoOnOffering() throws Exception {
        OutboundQueue queue = queue(100);
        queue.offer(bytes("x"));
        peer.awaitWrite();
        for (int i = 0; i < 10; i++) {
            queue.offer(bytes("x")); // something always waits
            assertTrue(queue.write(bytes("w"), 0, 1));
            peer.takes(1);
            peer.awaitWrite();
        }
        peer.takesAll();

        assertTrue(queue.awaitWritten(PATIENCE));
        assertEquals(10, peer.all().chars().filter(c -> c == 'w').count());
    }

    @Test
    void closeWakesWhoWaitsForRoom() throws Exception {
        OutboundQueue queue = queue(10);
        queue.offer(bytes("1234567890"));
        peer.awaitWrite();
        BlockingQueue<Boolean> results = new LinkedBlockingQueue<>();
        Thread writer = inBackground(() -> results.add(queue.write(bytes("late"), 0, 4)));
        Thread waiter = inBackground(() -> results.add(queue.awaitRoom(4)));
        assertFalse(writer.join(A_MOMENT));
        queue.close(bytes(" goodbye"));

        assertTrue(writer.join(PATIENCE) && waiter.join(PATIENCE),
                "still waiting for room that is of no use");
        assertEquals(List.of(false, false), List.copyOf(results));
        peer.takesAll();
        assertTrue(queue.awaitWritten(PATIENCE));
        assertEquals("1234567890 goodbye", peer.all());
    }

    @Test
    void awaitRoomReturnsWhenTheBytesFit() throws Exception {
        OutboundQueue queue = queue(10);
        assertTrue(queue.awaitRoom(11), "nothing waits, so even more than the limit may be offered");
        queue.offer(bytes("123456"));
        peer.awaitWrite();
        assertTrue(queue.awaitRoom(4));
        Thread waiter = inBackground(() -> assertTrue(queue.awaitRoom(5)));
        assertFalse(waiter.join(A_MOMENT));
        peer.takesAll();

        assertTrue(waiter.join(PATIENCE));
    }

    @Test
    void aFailureOfAWriteIsThrownAndToldOnceAndWakesWhoWaits() throws Exception {
        OutboundQueue queue = queue(10);
        peer.broken = true;
        BlockingQueue<String> thrown = new LinkedBlockingQueue<>();
        Thread writer = inBackground(() -> {
            try {
                queue.write(bytes("1234567890"), 0, 10);
            } catch (IOException e) {
                thrown.add(e.getMessage());
            }
        });
        peer.awaitWrite();
        BlockingQueue<Boolean> room = new LinkedBlockingQueue<>();
        Thread waiter = inBackground(() -> room.add(queue.awaitRoom(1)));
        peer.takesAll();

        assertTrue(writer.join(PATIENCE) && waiter.join(PATIENCE));
        assertEquals(List.of("broken pipe"), List.copyOf(thrown));
        assertEquals(List.of(false), List.copyOf(room));
        assertEquals(1, failures.size());
        assertFalse(queue.write(bytes("late"), 0, 4), "nothing is written after that");
        assertEquals(1, failures.size());
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Thread inBackground(Work work) {
        return Thread.ofPlatform().start(() -> {
            try {
                work.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }
}
