package netkit.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.Histogram;

import netkit.queue.Delivery;
import netkit.queue.MessageQueue;
import netkit.queue.PublishOutcome;
import netkit.queue.Subscription;
import netkit.queue.client.QueueConnector;

/** The load on one queue: producers and consumers that are the same for every server. */
final class QueueLoad {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int PREFETCH = 1000;
    private static final int LATENCY_RATE = 500;
    private static final int SIGNIFICANT_DIGITS = 3;

    private final URI url;
    private final String queue;
    private final int size;

    QueueLoad(URI url, String queue, int size) {
        this.url = url;
        this.queue = queue;
        this.size = size;
    }

    /** Work on a connection; an exception ends the benchmark. */
    @FunctionalInterface
    private interface Work<T> {
        T with(MessageQueue messages) throws IOException, InterruptedException;
    }

    private <T> T connected(Work<T> work) {
        try (MessageQueue messages = QueueConnector.connect(url)) {
            return work.with(messages);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Publishes for this many seconds, then purges the queue.
     *
     * @param window the most unconfirmed messages of a producer
     * @return confirmed messages per second
     */
    double publish(int producers, int window, double seconds) {
        AtomicLong confirmed = new AtomicLong();
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        List<Thread> threads = new ArrayList<>();
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        for (int i = 0; i < producers; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    confirmed
                            .addAndGet(connected(messages -> publish(messages, window, end, Long.MAX_VALUE)));
                } catch (RuntimeException e) {
                    failure.set(e);
                }
            }));
        }
        threads.forEach(QueueLoad::join);
        double rate = confirmed.get() / ((System.nanoTime() - begin) / 1e9);
        if (failure.get() != null) {
            throw failure.get();
        }
        connected(messages -> messages.purge(queue));
        return rate;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private long publish(MessageQueue messages, int window, long until, long max)
            throws IOException, InterruptedException {
        Semaphore credit = new Semaphore(window);
        long sent = 0;
        byte[] body = new byte[size];
        while (sent < max && (until == 0 || System.nanoTime() < until)) {
            credit.acquire();
            messages.publish(queue, body, Duration.ZERO, outcome -> {
                if (!(outcome instanceof PublishOutcome.Stored)) {
                    throw new IllegalStateException(outcome.toString());
                }
                credit.release();
            });
            sent++;
        }
        credit.acquire(window);
        return sent;
    }

    /** Returns the latencies from publishing to receiving, in nanoseconds, at a rate that does not load the server. */
    Histogram latencies(double seconds) {
        int count = (int) (seconds * LATENCY_RATE);
        Histogram latencies = new Histogram(SIGNIFICANT_DIGITS);
        connected(messages -> {
            try (Subscription consumer = messages.consume(queue, PREFETCH)) {
                Thread producer = Thread.ofPlatform()
                        .start(() -> connected(sender -> produceAtRate(sender, count)));
                for (int i = 0; i < count; i++) {
                    Delivery delivery = next(consumer);
                    latencies.recordValue(System.nanoTime() - ByteBuffer.wrap(delivery.body()).getLong());
                    consumer.ack(delivery);
                }
                consumer.sync();
                producer.join();
            }
            return null;
        });
        return latencies;
    }

    private Void produceAtRate(MessageQueue messages, int count) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Semaphore unconfirmed = new Semaphore(0);
        for (int i = 0; i < count; i++) {
            long due = begin + i * 1_000_000_000L / LATENCY_RATE;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            byte[] body = ByteBuffer.allocate(size).putLong(0, System.nanoTime()).array();
            messages.publish(queue, body, Duration.ZERO, _ -> unconfirmed.release());
        }
        unconfirmed.acquire(count);
        return null;
    }

    private static Delivery next(Subscription consumer) throws IOException, InterruptedException {
        Delivery delivery = consumer.next(TIMEOUT);
        if (delivery == null) {
            throw new IOException("no message arrived within " + TIMEOUT);
        }
        return delivery;
    }

    /** Publishes this many messages; returns messages per second. */
    double fill(int count) {
        long begin = System.nanoTime();
        connected(messages -> publish(messages, 10_000, 0, count));
        return count / ((System.nanoTime() - begin) / 1e9);
    }

    /** Receives and acknowledges this many messages; returns messages per second. */
    double drain(int count) {
        long begin = System.nanoTime();
        connected(messages -> {
            try (Subscription consumer = messages.consume(queue, PREFETCH)) {
                for (int i = 0; i < count; i++) {
                    consumer.ack(next(consumer));
                }
                consumer.sync();
            }
            return null;
        });
        return count / ((System.nanoTime() - begin) / 1e9);
    }
}
