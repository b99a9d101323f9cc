package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Blocking writes, and waiting for room. */
@Timeout(60)
class OutboundQueueWriteTest extends OutboundQueueFixture {
    @Test
    void writeRunsOnTheCallingThreadWithoutCopyWhenQueueIsEmpty() throws Exception {
        OutboundQueue queue = queue(10);
        peer.acceptAll();

        assertTrue(queue.write(bytes("__larger than the limit__"), 2, 21));
        assertEquals(Thread.currentThread(), peer.writer.get());
        assertEquals("larger than the limit", peer.all());
        assertEquals(0, queue.backlog());
    }

    @Test
    void bytesOfferedDuringAWriteFollowIt() throws Exception {
        OutboundQueue queue = queue(100);
        Thread writer = inBackground(() -> queue.write(bytes("written "), 0, 8));
        peer.awaitWrite();
        assertEquals(8, queue.backlog());
        assertTrue(queue.offer(bytes("offered")));
        queue.close(bytes(" goodbye"));
        peer.acceptAll();

        assertTrue(writer.join(TIMEOUT));
        assertTrue(queue.awaitWritten(TIMEOUT));
        assertEquals("written offered goodbye", peer.all());
    }

    @Test
    void writeBehindAnotherCopiesItsBytesAndKeepsOrder() throws Exception {
        OutboundQueue queue = queue(100);
        queue.offer(bytes("first "));
        peer.awaitWrite();
        byte[] bytes = bytes("second ");
        assertTrue(queue.write(bytes, 0, 7), "write returns at once if there is room");
        bytes[0] = 'X';
        queue.offer(bytes("third"));
        peer.acceptAll();

        assertTrue(queue.awaitWritten(TIMEOUT));
        assertEquals("first second third", peer.all());
    }

    @Test
    void writeWaitsForRoomBehindQueuedBytes() throws Exception {
        OutboundQueue queue = queue(10);
        queue.offer(bytes("123456"));
        peer.awaitWrite();
        Thread writer = inBackground(() -> queue.write(bytes("abcdef"), 0, 6));

        assertFalse(writer.join(BRIEF), "6 + 6 bytes exceed the limit of 10");
        peer.acceptAll();
        assertTrue(writer.join(TIMEOUT));
        assertTrue(queue.awaitWritten(TIMEOUT));
        assertEquals("123456abcdef", peer.all());
    }

    @Test
    void headAndBodyAreWrittenWithoutInterleaving() throws Exception {
        OutboundQueue queue = queue(100);
        queue.offer(bytes("before "));
        peer.awaitWrite();
        assertTrue(queue.gather(bytes("head:__"), 5, bytes("__bytes "), 2, 6));
        assertTrue(queue.flush(), "queued as a copy");
        queue.offer(bytes("between "));
        peer.acceptAll();
        assertTrue(queue.awaitWritten(TIMEOUT));

        assertTrue(queue.gather(bytes("head:__"), 5, bytes("__more"), 2, 4));
        assertTrue(queue.flush());
        assertEquals("before head:bytes between head:more", peer.all());
    }

    @Test
    void gatheredBytesAreWrittenTogetherByFlush() throws Exception {
        OutboundQueue queue = queue(100);
        peer.acceptAll();
        for (String text : List.of("one ", "two ", "three")) {
            assertTrue(queue.gather(bytes(text), text.length(), bytes(""), 0, 0));
        }
        assertEquals("", peer.all());
        assertTrue(queue.flush());
        assertTrue(queue.flush(), "there is nothing to write");

        assertEquals(List.of(13), peer.sizes());
        assertEquals(13, queue.written());
    }

    @Test
    void gatheredBytesPrecedeWhatIsQueuedLater() throws Exception {
        OutboundQueue queue = queue(100);
        peer.acceptAll();
        assertTrue(queue.gather(bytes("1 "), 2, bytes(""), 0, 0));
        assertTrue(queue.offer(bytes("2 ")));
        assertTrue(queue.gather(bytes("3 "), 2, bytes(""), 0, 0));
        queue.close(bytes("4"));
        assertFalse(queue.gather(bytes("late"), 4, bytes(""), 0, 0));
        assertTrue(queue.flush());

        assertTrue(queue.awaitWritten());
        assertEquals("1 2 3 4", peer.all());
    }

    @Test
    void moreThanFitsIsWrittenWithoutBeingGathered() throws Exception {
        OutboundQueue queue = queue(100);
        peer.acceptAll();
        assertTrue(queue.gather(bytes("before "), 7, bytes(""), 0, 0));
        assertTrue(queue.gather(bytes("head "), 5, new byte[100_000], 0, 100_000));

        assertEquals(List.of(7, 5, 100_000), peer.sizes());
        assertTrue(queue.retainedBytes() < 1000, "nothing large is kept");
    }

    @Test
    void actionsRunOnceWhenTheFinalBytesAreQueuedAndWritten() throws Exception {
        OutboundQueue queue = queue(100);
        BlockingQueue<String> actions = new LinkedBlockingQueue<>();
        queue.offer(bytes("before "));
        peer.awaitWrite();
        queue.close(bytes("goodbye"), false, () -> actions.add("queued: " + peer.all()),
                () -> actions.add("written: " + peer.all()));
        queue.close(bytes("again"), false, () -> actions.add("again"), () -> actions.add("again"));
        assertEquals("queued: ", actions.poll());
        assertEquals(0, actions.size());
        peer.acceptAll();

        assertEquals("written: before goodbye", actions.poll(60, TimeUnit.SECONDS));
        assertTrue(queue.awaitWritten());
        assertEquals(0, actions.size());
    }

    @Test
    void offeredBytesAreNotedBeforeTheyAreWritten() throws Exception {
        OutboundQueue queue = queue(5);
        BlockingQueue<String> notes = new LinkedBlockingQueue<>();
        peer.acceptAll();
        assertTrue(queue.offer(new SharedBytes(bytes("first")),
                () -> notes.add(peer.sizes() + " and backlog " + queue.backlog())));
        assertTrue(queue.awaitWritten());
        queue.close(bytes("x"));
        assertFalse(queue.offer(new SharedBytes(bytes("late")), () -> notes.add("refused")));

        assertEquals("[] and backlog 0", notes.poll());
        assertEquals(0, notes.size());
    }

    @Test
    void writeIsNotStarvedByOffers() throws Exception {
        OutboundQueue queue = queue(100);
        queue.offer(bytes("x"));
        peer.awaitWrite();
        for (int i = 0; i < 10; i++) {
            queue.offer(bytes("x")); // the queue is never empty
            assertTrue(queue.write(bytes("w"), 0, 1));
            peer.accept(1);
            peer.awaitWrite();
        }
        peer.acceptAll();

        assertTrue(queue.awaitWritten(TIMEOUT));
        assertEquals(10, peer.all().chars().filter(c -> c == 'w').count());
    }

    @Test
    void closeWakesThreadsWaitingForRoom() throws Exception {
        OutboundQueue queue = queue(10);
        queue.offer(bytes("1234567890"));
        peer.awaitWrite();
        BlockingQueue<Boolean> results = new LinkedBlockingQueue<>();
        Thread writer = inBackground(() -> results.add(queue.write(bytes("late"), 0, 4)));
        Thread waiter = inBackground(() -> results.add(queue.awaitRoom(4)));
        assertFalse(writer.join(BRIEF));
        queue.close(bytes(" goodbye"));

        assertTrue(writer.join(TIMEOUT) && waiter.join(TIMEOUT),
                "still waiting for room in a closed queue");
        assertEquals(List.of(false, false), List.copyOf(results));
        peer.acceptAll();
        assertTrue(queue.awaitWritten(TIMEOUT));
        assertEquals("1234567890 goodbye", peer.all());
    }

    @Test
    void awaitRoomReturnsWhenTheBytesFit() throws Exception {
        OutboundQueue queue = queue(10);
        assertTrue(queue.awaitRoom(11), "an empty queue accepts even more than its limit");
        queue.offer(bytes("123456"));
        peer.awaitWrite();
        assertTrue(queue.awaitRoom(4));
        Thread waiter = inBackground(() -> assertTrue(queue.awaitRoom(5)));
        assertFalse(waiter.join(BRIEF));
        peer.acceptAll();

        assertTrue(waiter.join(TIMEOUT));
    }

    @Test
    void failedWriteThrowsReportsOnceAndWakesWaiters() throws Exception {
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
        peer.acceptAll();

        assertTrue(writer.join(TIMEOUT) && waiter.join(TIMEOUT));
        assertEquals(List.of("broken pipe"), List.copyOf(thrown));
        assertEquals(List.of(false), List.copyOf(room));
        assertEquals(1, failures.size());
        assertFalse(queue.write(bytes("late"), 0, 4), "nothing is written after a failure");
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
