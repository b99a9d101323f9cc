package netkit.queue.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import netkit.queue.Delivery;
import netkit.queue.MessageQueue;
import netkit.queue.QueueStats.Metric;
import netkit.queue.Subscription;
import netkit.queue.client.QueueConnector;
import netkit.testing.LiveProcess;

/** A consumer killed with SIGKILL at each stage of its work, and another that does the rest. */
@Timeout(60)
@Tag("peers")
class KilledConsumerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** When the consumer is killed, and how often its job is done in total. */
    enum Stage {
        /** At least once: the job was not done. */
        BEFORE_WORK(1),
        /** At least once: the job is done again, since it was not acknowledged. */
        AFTER_WORK(2), AFTER_ACK(1),
        /** At most once: the job was acknowledged first, and is lost. */
        ACKED_BEFORE_WORK(0);

        private final int timesDone;

        Stage(int timesDone) {
            this.timesDone = timesDone;
        }
    }

    @ParameterizedTest
    @EnumSource
    void jobIsDoneAsOftenAsTheAcknowledgementImplies(Stage stage, @TempDir Path folder) throws Exception {
        Path work = Files.createFile(folder.resolve("work"));
        List<Boolean> flags = new ArrayList<>();
        try (QueueServer server = EmbeddedServers.start(Optional.of(folder.resolve("data")),
                EmbeddedServers.TEN_DELIVERIES);
                MessageQueue messages = QueueConnector.connect(URI.create("mq://" + server.endpoint()))) {
            messages.publish("jobs", "job 1\n".getBytes());
            messages.publish("jobs", "job 2\n".getBytes());
            try (LiveProcess consumer = new LiveProcess(ServerProcess.java(Worker.class.getName(),
                    List.of("mq://" + server.endpoint(), work.toString(), stage.name())))) {
                consumer.awaitLine("ready to be killed");
                consumer.signal("KILL");
                consumer.awaitExit();
            }

            awaitNoneUnacked(messages); // otherwise the other job might come first
            try (Subscription rest = messages.consume("jobs", 1)) {
                while (count(messages, Metric.READY) + count(messages, Metric.UNACKED) > 0) {
                    Delivery job = rest.next(TIMEOUT);
                    flags.add(job.redelivered());
                    Worker.work(work, job);
                    rest.ack(job);
                    rest.sync();
                }
            }
        }

        List<String> done = Files.readAllLines(work);
        assertEquals(stage.timesDone, done.stream().filter("job 1"::equals).count(), stage + ": " + done);
        assertEquals(1, done.stream().filter("job 2"::equals).count(), stage + ": " + done);
        boolean redelivered = stage == Stage.BEFORE_WORK || stage == Stage.AFTER_WORK;
        // After its acknowledgement, the killed consumer already held the second job.
        assertEquals(redelivered ? List.of(true, false) : List.of(true), flags,
                "a redelivery is marked as such");
    }

    /** The server may notice a little later that the consumer is gone. */
    private static void awaitNoneUnacked(MessageQueue messages) throws Exception {
        while (count(messages, Metric.UNACKED) > 0) {
            Thread.sleep(5); // the test's own timeout ends this
        }
    }

    private static long count(MessageQueue messages, Metric metric) throws Exception {
        return messages.stats(List.of("jobs")).getFirst().get(metric).orElseThrow();
    }

    /** The consumer that is killed. */
    static final class Worker {
        static void main(String[] arguments) throws IOException, InterruptedException {
            Stage stage = Stage.valueOf(arguments[2]);
            try (MessageQueue messages = QueueConnector.connect(URI.create(arguments[0]));
                    Subscription jobs = messages.consume("jobs", 1)) {
                Delivery job = jobs.next(Duration.ofSeconds(60));
                if (stage == Stage.AFTER_WORK || stage == Stage.AFTER_ACK) {
                    work(Path.of(arguments[1]), job);
                }
                if (stage == Stage.AFTER_ACK || stage == Stage.ACKED_BEFORE_WORK) {
                    jobs.ack(job);
                    jobs.sync();
                }
                System.out.println("ready to be killed");
                Thread.currentThread().join();
            }
        }

        static void work(Path file, Delivery job) throws IOException {
            Files.write(file, job.body(), StandardOpenOption.APPEND);
        }
    }
}
