package netkit.queue.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import netkit.queue.Delivery;
import netkit.queue.MessageQueue;
import netkit.queue.PublishOutcome;
import netkit.queue.QueueStats.Metric;
import netkit.queue.Subscription;
import netkit.queue.client.QueueConnector;
import netkit.queue.server.ServerProcess;
import netkit.testing.Leftovers;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/**
 * A server on a disk that is nearly full, and one that may write no more than 20 MiB to a file (setrlimit(2)), so that a
 * larger message fails as on a full disk.
 */
@Timeout(60)
@Tag("peers")
@Tag("slow")
class FullDiskTest {
    private static final int MESSAGES = 10_000;
    private static final int LARGE_EVERY = 3_000;
    private static final int LARGE_BYTES = 30 << 20;
    private static final Duration QUIET = Duration.ofSeconds(3);

    private static ServerProcess limited(Path folder) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -f 20480; exec \"$0\" \"$@\""));
        command.addAll(ServerProcess.java("netkit.Netkit", List.of("mq-server", "--port", "0", "--data",
                folder.toString(), "--max-message", "64m")).command());
        return new ServerProcess(new LiveProcess(new ProcessBuilder(command)));
    }

    @Test
    void producersGetAnErrorAndNoConfirmedMessageIsLost(@TempDir Path folder) throws Exception {
        Set<String> confirmed = Collections.synchronizedSet(new HashSet<>());
        Set<String> refusals = Collections.synchronizedSet(new HashSet<>());
        try (ServerProcess server = limited(folder);
                MessageQueue messages = QueueConnector.connect(server.url())) {
            CountDownLatch all = new CountDownLatch(MESSAGES);
            for (int i = 0; i < MESSAGES; i++) {
                String text = "%1000d".formatted(i);
                byte[] body = i % LARGE_EVERY == LARGE_EVERY - 1 ? new byte[LARGE_BYTES] : text.getBytes();
                messages.publish("q", body, Duration.ZERO, outcome -> {
                    switch (outcome) {
                        case PublishOutcome.Stored() -> confirmed.add(text);
                        case PublishOutcome.Refused(var why) -> refusals.add(why);
                        case PublishOutcome.Unknown(var why) -> refusals.add(why);
                    }
                    all.countDown();
                });
            }
            all.await();
            assertEquals(1, refusals.size(), refusals.toString());
            assertTrue(refusals.iterator().next().matches("cannot write to .*: .+"), refusals.toString());
            assertTrue(!confirmed.isEmpty() && confirmed.size() < MESSAGES, "" + confirmed.size());
            assertEquals(confirmed, consume(server.url(), 0), "what is confirmed is served");
            server.kill();
        }
        try (ServerProcess server = ServerProcess.start(folder)) {
            assertEquals(confirmed, consume(server.url(), MESSAGES),
                    "and again, and what was refused is not there");
            assertTrue(!server.output().contains("damaged"), server.output());
        }
    }

    /** Starts a server that has a file system in memory, mounted in a user namespace of its own (user_namespaces(7)). */
    private static LiveProcess onADiskOf(String size, Path folder) throws Exception {
        List<String> command = new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--mount",
                "bash",
                "-c", "mount -t tmpfs -o size=" + size + " none \"$0\" && exec \"$@\"", folder.toString()));
        command.addAll(ServerProcess.java("netkit.Netkit", List.of("mq-server", "--port", "0", "--data",
                folder.toString())).command());
        return new LiveProcess(new ProcessBuilder(command));
    }

    private static void needMounts(Path folder) throws Exception {
        Programs.need("unshare");
        try (LiveProcess probe = new LiveProcess(new ProcessBuilder("unshare", "--user", "--map-root-user",
                "--mount", "mount", "-t", "tmpfs", "none", folder.toString()))) {
            Programs.need(probe.awaitExit() == 0,
                    "this test needs to mount a file system\n" + probe.output());
        }
    }

    @Test
    void refusedMessageIsNeitherDeliveredNorCounted(@TempDir Path folder) throws Exception {
        needMounts(folder);
        try (ServerProcess server = new ServerProcess(onADiskOf("40m", folder));
                MessageQueue messages = QueueConnector.connect(server.url());
                Subscription consumer = messages.consume("q", 100)) {
            int stored = 0;
            String refusal = null;
            while (refusal == null) {
                try {
                    messages.publish("q", ("" + stored).repeat(300_000).getBytes());
                    stored++;
                } catch (IOException e) {
                    refusal = e.getMessage();
                }
            }
            assertTrue(refusal.startsWith("the disk is nearly full: make room on the disk of "), refusal);
            for (int retry = 0; retry < 5; retry++) {
                assertThrows(IOException.class, () -> messages.publish("q", new byte[300_000]));
            }

            assertTrue(stored > 0);
            List<Delivery> deliveries = new ArrayList<>();
            for (int i = 0; i < stored; i++) {
                deliveries.add(consumer.next(Duration.ofSeconds(60)));
                assertTrue(new String(deliveries.getLast().body()).startsWith("" + i));
            }
            assertNull(consumer.next(QUIET), "what was refused");
            assertEquals(stored,
                    messages.stats(List.of("q")).getFirst().get(Metric.PUBLISHED).orElseThrow());
            assertEquals(1, server.output().lines().filter(line -> line.contains("the disk is nearly full"))
                    .count(), server.output());
            assertTrue(server.output().matches("(?s).*\\(\\d+\\.\\d MiB free, 1\\d\\.\\d MiB needed\\).*"),
                    server.output());
            assertTrue(!server.output().contains("can be stored again"), server.output());

            for (Delivery delivery : deliveries) {
                consumer.ack(delivery);
            }
            consumer.sync(); // messages can be deleted from a full disk, which makes room
            Leftovers.await(() -> canPublish(messages), server::output);
            Leftovers.await(() -> server.output().contains("messages can be stored again"), server::output);
        }
    }

    private static boolean canPublish(MessageQueue messages) {
        try {
            messages.publish("q", new byte[300_000]);
            return true;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Receives all messages and acknowledges this many of them. */
    private static Set<String> consume(URI url, int acknowledged) throws Exception {
        Set<String> received = new HashSet<>();
        try (MessageQueue messages = QueueConnector.connect(url);
                Subscription subscription = messages.consume("q", MESSAGES)) {
            for (Delivery delivery = subscription.next(QUIET); delivery != null; delivery = subscription
                    .next(QUIET)) {
                received.add(new String(delivery.body()));
                if (received.size() <= acknowledged) {
                    subscription.ack(delivery);
                }
            }
        }
        return received;
    }
}
