package netkit.queue.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.queue.QueueLimits;
import netkit.queue.QueueStats.Metric;
import netkit.queue.Settlement;
import netkit.queue.store.FullDisk;
import netkit.queue.store.QueueMessage;
import netkit.queue.store.MessageStore;
import netkit.testing.ManualScheduler;

/** The broker on a simulated disk and clock: refusals and log lines when the disk fills up, and parts that fail. */
@Timeout(60)
class BrokerTest {
    private static final int MEBIBYTE = 1 << 20;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();
    private volatile long free = 100;
    private final ManualScheduler scheduler = new ManualScheduler();
    private volatile long now = 1000;
    private volatile Error storeFailure;
    private final Broker broker = new Broker(new Disk(), QueueLimits.DEFAULT, scheduler, this::time,
            log::add);

    private long time() {
        if (now < 0) {
            throw new OutOfMemoryError("the clock is broken");
        }
        return now;
    }

    private final class Disk implements MessageStore {
        @Override
        public boolean isDurable() {
            return true;
        }

        @Override
        public List<QueueMessage> recover() {
            return List.of();
        }

        @Override
        public long nextId() {
            return 1;
        }

        @Override
        public Optional<FullDisk> shortage(long bytes) {
            return free < bytes
                    ? Optional.of(new FullDisk(Path.of("/disk"), free * MEBIBYTE, bytes * MEBIBYTE))
                    : Optional.empty();
        }

        @Override
        public void write(Collection<QueueMessage> stored, Collection<QueueMessage> deleted, long nextId) {
            if (storeFailure != null) {
                throw storeFailure;
            }
        }

        @Override
        public void noteDeliveries(List<QueueMessage> messages) {}

        @Override
        public byte[] body(QueueMessage message) {
            return null;
        }

        @Override
        public void close() {}
    }

    @AfterEach
    void close() throws Exception {
        broker.close();
    }

    private class RecordingProducer implements Producer {
        @Override
        public String address() {
            return "127.0.0.1";
        }

        @Override
        public void confirmed(long id) {
            replies.add("stored " + id);
        }

        @Override
        public void refused(String reason) {
            replies.add(reason);
        }

        @Override
        public boolean isConnected(Duration maxAge) {
            return true;
        }
    }

    /** Publishes a message and waits for the reply. */
    private String publish(int size) throws Exception {
        return publish(size, 0);
    }

    private String publish(int size, long timeToLive) throws Exception {
        broker.publish("q", new byte[size], timeToLive, new RecordingProducer());
        return replies.take();
    }

    @Test
    void messageThatDoesNotFitTheDiskIsNeitherDeliveredNorCounted() throws Exception {
        ConsumerChannel channel = broker.subscribe("q", "consumer", "127.0.0.1", 9);
        free = 3;

        assertEquals("the disk is nearly full: make room on the disk of /disk", publish(4));
        assertEquals("stored 1", publish(3));

        assertEquals(List.of(1L), channel.take().stream().map(QueueMessage::id).toList());
        assertEquals(1, broker.stats().getFirst().get(Metric.PUBLISHED).orElseThrow());
    }

    @Test
    void fullDiskAndItsEndAreEachLoggedOnce() throws Exception {
        publish(1);
        free = 3;
        publish(4);
        ConsumerChannel channel = broker.subscribe("q", "consumer", "127.0.0.1", 1);
        broker.settle(channel, channel.take().getFirst().id(), Settlement.ACK, new Batch.Completion() {
            @Override
            public void stored() {
                replies.add("acknowledged");
            }

            @Override
            public void failed(String reason) {
                replies.add(reason);
            }
        });
        assertEquals("acknowledged", replies.take());
        publish(4);
        String full = "the disk is nearly full: make room on the disk of /disk (3.0 MiB free, 4.0 MiB needed)";
        assertEquals(List.of(full), log, "a deletion succeeds, but does not mean that there is room");

        free = 100;
        publish(4);
        publish(4);
        assertEquals(List.of(full, "messages can be stored again"), log);
    }

    @Test
    void messagesExpireAfterAnAlarmHasThrown() throws Exception {
        publish(1, 10);
        now = -1;
        scheduler.advance(Duration.ofMillis(100));
        scheduler.advance(Duration.ofMillis(100));
        assertEquals(1, log.size(), "said once: " + log);
        assertEquals(
                "requeueing and expiry of messages failed: java.lang.OutOfMemoryError: the clock is broken",
                log.getFirst());

        now = 1010;
        scheduler.advance(Duration.ofMillis(100));
        assertEquals(1, broker.stats().getFirst().get(Metric.DEAD).orElseThrow());
    }

    @Test
    void messagesAreStoredAfterTheStoreHasThrownAnError() throws Exception {
        storeFailure = new OutOfMemoryError("no more");
        assertEquals("the store failed: java.lang.OutOfMemoryError: no more", publish(1));

        storeFailure = null;
        assertEquals("stored 2", publish(1));
        assertEquals(List.of("the store failed: java.lang.OutOfMemoryError: no more",
                "messages can be stored again"), log);
    }

    @Test
    void messagesAreStoredAfterAProducerHasThrown() throws Exception {
        CountDownLatch thrown = new CountDownLatch(1);
        broker.publish("q", new byte[1], 0, new RecordingProducer() {
            @Override
            public void confirmed(long id) {
                thrown.countDown();
                throw new IllegalStateException("the producer is broken, on purpose");
            }
        });
        thrown.await();
        assertEquals("stored 2", publish(1));
    }
}
