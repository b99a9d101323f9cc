package netkit.queue.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import netkit.queue.Delivery;
import netkit.queue.MessageQueue;
import netkit.queue.PublishOutcome;
import netkit.queue.QueueStats;
import netkit.queue.QueueStats.Metric;
import netkit.queue.Subscription;
import netkit.queue.client.QueueConnector;

/**
 * A server killed with SIGKILL while eight producers publish and two consumers receive. A few short rounds are part of
 * every build; the long run, 20 rounds of 50,000 messages, is {@code mvn test -Dtest=KilledServerTest -Dnetkit.soak=20}.
 */
@Timeout(300)
@Tag("peers")
@Tag("slow")
class KilledServerTest {
    private static final String QUEUE = "orders";
    private static final int PRODUCERS = 8;
    private static final int CONSUMERS = 2;
    private static final int ACKED_AT_ONCE = 20;
    private static final int SOAK = Integer.getInteger("netkit.soak", 0);
    private static final int ROUNDS = SOAK > 0 ? SOAK : 2;
    private static final int MESSAGES = SOAK > 0 ? 50_000 : 4_000;
    private static final Duration QUIET = Duration.ofSeconds(2);

    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    /** Their acknowledgement was confirmed. */
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    /** The delivery count of each message, and the consumer that holds it. */
    private final Map<String, Integer> delivered = new HashMap<>();
    private final Map<String, Integer> holders = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();

    static LongStream seeds() {
        return LongStream.rangeClosed(1, ROUNDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void confirmedMessagesSurviveAndRedeliveriesAreMarked(long seed, @TempDir Path folder)
            throws Exception {
        int killAfter = new Random(seed).nextInt(MESSAGES / 20, MESSAGES);
        try (ServerProcess server = ServerProcess.start(folder)) {
            List<Thread> threads = start(server.url());
            while (confirmed.size() < killAfter) {
                if (Thread.interrupted()) {
                    throw new InterruptedException(
                            confirmed.size() + " confirms only\n" + server.output());
                }
                Thread.onSpinWait();
            }
            server.kill();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        int before = confirmed.size();
        holders.clear(); // their connections have ended

        try (ServerProcess server = ServerProcess.start(folder)) {
            for (int i = 0; i < 10 && (i == 0 || left(server.url()) > 0); i++) { // the disk may stall
                consume(server.url(), CONSUMERS, QUIET);
            }
            String found = server.output();
            Set<String> missing = new TreeSet<>(confirmed);
            missing.removeAll(delivered.keySet());

            String context = "seed " + seed + ": killed after " + before + " confirms, "
                    + acknowledged.size()
                    + " acknowledgements in total\n" + found;
            assertEquals(Set.of(), missing, "confirmed but lost; " + context);
            assertEquals(List.of(), wrong, context);
            assertTrue(before >= killAfter && before < MESSAGES + 1, context);
        }
    }

    private List<Thread> start(URI url) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int producer = 0; producer < PRODUCERS; producer++) {
            String name = producer + "-";
            threads.add(Thread.ofVirtual().start(() -> produce(url, name)));
        }
        for (int consumer = 0; consumer < CONSUMERS; consumer++) {
            int number = consumer;
            threads.add(Thread.ofVirtual().start(() -> consume(url, number, Duration.ofMinutes(1))));
        }
        return threads;
    }

    private void produce(URI url, String name) {
        byte[] filler = new byte[1000];
        Arrays.fill(filler, (byte) '.');
        try (MessageQueue messages = QueueConnector.connect(url)) {
            CountDownLatch all = new CountDownLatch(MESSAGES / PRODUCERS);
            for (int i = 0; i < MESSAGES / PRODUCERS; i++) {
                String text = name + i + " ";
                byte[] body = (text + new String(filler, StandardCharsets.US_ASCII))
                        .getBytes(StandardCharsets.US_ASCII);
                messages.publish(QUEUE, body, Duration.ZERO, outcome -> {
                    if (outcome instanceof PublishOutcome.Stored) {
                        confirmed.add(text);
                    }
                    all.countDown();
                });
            }
            all.await();
        } catch (IOException | InterruptedException _) {
            // the server was killed
        }
    }

    private void consume(URI url, int number, Duration quiet) {
        AtomicInteger received = new AtomicInteger();
        try (MessageQueue messages = QueueConnector.connect(url);
                Subscription subscription = messages.consume(QUEUE, 2 * ACKED_AT_ONCE)) {
            List<String> acked = new ArrayList<>();
            for (Delivery delivery = subscription.next(quiet); delivery != null; delivery = subscription
                    .next(quiet)) {
                String text = text(delivery);
                take(text, delivery, number);
                release(text);
                subscription.ack(delivery);
                acked.add(text);
                if (received.incrementAndGet() % ACKED_AT_ONCE == 0) {
                    subscription.sync();
                    acknowledged.addAll(acked);
                    acked.clear();
                }
            }
            subscription.sync();
        } catch (IOException | InterruptedException _) {
            // the server was killed
        }
    }

    private static long left(URI url) throws Exception {
        try (MessageQueue messages = QueueConnector.connect(url)) {
            QueueStats stats = messages.stats(List.of(QUEUE)).getFirst();
            return stats.get(Metric.READY).orElseThrow() + stats.get(Metric.UNACKED).orElseThrow();
        }
    }

    private static String text(Delivery delivery) {
        String text = new String(delivery.body(), StandardCharsets.US_ASCII);
        return text.substring(0, text.indexOf(' ') + 1);
    }

    private synchronized void take(String text, Delivery delivery, int consumer) {
        int times = delivered.merge(text, 1, Integer::sum);
        if (times > 1 && !delivery.redelivered()) {
            wrong.add(text + "was redelivered without the mark");
        }
        if (acknowledged.contains(text)) {
            wrong.add(text + "was redelivered after its acknowledgement was confirmed");
        }
        Integer other = holders.put(text, consumer);
        if (other != null) {
            wrong.add(text + "is held by two consumers at once");
        }
    }

    private synchronized void release(String text) {
        holders.remove(text);
    }
}
