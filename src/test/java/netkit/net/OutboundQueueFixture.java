package netkit.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** An outbound queue to a peer whose speed the test controls. */
abstract class OutboundQueueFixture {
    /** Longer than the limit of a test: a waiting thread has to be woken. */
    static final Duration TIMEOUT = Duration.ofMinutes(2);
    /** For waits that must end by their timeout. */
    static final Duration BRIEF = Duration.ofMillis(50);

    final Peer peer = new Peer();
    final BlockingQueue<IOException> failures = new LinkedBlockingQueue<>();

    /** The output of a connection whose peer accepts one write for each permit. */
    static final class Peer extends OutputStream {
        final Semaphore permits = new Semaphore(0);
        final Semaphore begun = new Semaphore(0);
        final List<byte[]> writes = Collections.synchronizedList(new ArrayList<>());
        final AtomicReference<Thread> writer = new AtomicReference<>();
        volatile boolean broken;

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            writer.set(Thread.currentThread());
            begun.release();
            permits.acquireUninterruptibly();
            if (broken) {
                throw new IOException("broken pipe");
            }
            writes.add(Arrays.copyOfRange(bytes, from, from + length));
        }

        @Override
        public void write(int one) {
            throw new AssertionError("the queue must write blocks, not single bytes");
        }

        void accept(int count) {
            permits.release(count);
        }

        void acceptAll() {
            accept(1_000_000);
        }

        /** Waits until a write has begun; it blocks until its permit. */
        void awaitWrite() throws InterruptedException {
            assertTrue(begun.tryAcquire(TIMEOUT.toSeconds(), TimeUnit.SECONDS), "no write began");
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

    OutboundQueue queue(int limit) {
        return new OutboundQueue(peer, limit, failures::add);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
