package netkit.compare;

import static netkit.compare.QueueLinkTest.assertDelivery;
import static netkit.compare.QueueLinkTest.assertNoneLost;
import static netkit.compare.QueueLinkTest.story;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import netkit.compare.Verdict.Delivery;
import netkit.lab.InsideLab;
import netkit.testing.Leftovers;
import netkit.testing.RabbitServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RabbitMQ, as Debian has it, on this machine and from inside a lab. */
@Timeout(120)
class RabbitLinkTest {
    private static RabbitServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = RabbitServer.start(folder);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void noQueueIsLeft() throws Exception {
        assertEquals(List.of(), server.queues());
    }

    private static Cell.Measured run(Workload workload, String scenario) throws Exception {
        return QueueLinkTest.run(Substrate.LOOPBACK, Transport.RABBITMQ,
                Optional.of(URI.create(server.url())),
                workload, Repeats.PROCESSED, scenario);
    }

    @Test
    void nothingGoesWrongAndNothingIsLeft() throws Exception {
        Leftovers leftovers = new Leftovers();

        Cell.Measured cell = run(QueueLinkTest.WORKLOAD, "");

        assertNoneLost(cell);
        assertDelivery(Delivery.EXACTLY_ONCE, cell);
        leftovers.awaitNone();
    }

    @Test
    void aCrashLosesNothingAndDuplicatesWhatWasNotAcknowledged() throws Exception {
        Cell.Measured cell = run(QueueLinkTest.WORKLOAD, QueueLinkTest.CRASH);

        assertNoneLost(cell);
        assertTrue(cell.account().processedAgain().size() >= ReceivingProgram.IN_HAND / 2, () -> story(cell));
    }

    @Test
    void aResetDuplicatesTheMessageInHandAndLosesNone() throws Exception {
        Cell.Measured cell = run(new Workload(60, 60, 1_000), "at 0s bob takes 10ms\nat 200ms bob resets");

        assertNoneLost(cell);
        assertDelivery(Delivery.AT_LEAST_ONCE, cell);
    }

    @Test
    void aConsumerWhoIsAwayAtTheEndTakesNoQueueWithHim() throws Exception {
        assertDelivery(Delivery.AT_MOST_ONCE, run(QueueLinkTest.WORKLOAD, "at 100ms bob leaves"));
    }

    @Test
    void anInterruptedExperimentDeletesItsQueues() throws Exception {
        Thread me = Thread.currentThread();
        Experiment experiment = new Experiment(Substrate.LOOPBACK, new Workload(10_000, 60, 200),
                List.of(ScenarioFile.parse("test", "test.lab", "at 10ms bob leaves")),
                List.of(Transport.RABBITMQ),
                1, Repeats.PROCESSED, 1, Optional.of(URI.create(server.url())), Optional.empty());

        assertThrows(InterruptedException.class, () -> experiment.run(_ -> {}, new Experiment.Progress() {
            @Override
            public void begins(Scenario scenario, Transport transport) {}

            @Override
            public void at(Scenario scenario, Transport transport, int offered) {
                if (offered > 0) {
                    me.interrupt();
                }
            }

            @Override
            public void ended(Cell cell) {}
        }));
    }

    @Test
    void aServerThatIsNotThereIsSaidInOneLine() {
        IOException e = assertThrows(IOException.class,
                () -> QueueLinkTest.run(Substrate.LOOPBACK, Transport.RABBITMQ,
                        Optional.of(URI.create("amqp://127.0.0.1:1")), QueueLinkTest.WORKLOAD,
                        Repeats.PROCESSED, ""));
        assertEquals("cannot connect to 127.0.0.1:1: Connection refused; is RabbitMQ running there?",
                e.getMessage());
    }

    @Test
    void aLabReachesItThroughItsTunnel() throws Exception {
        InsideLab.run(Optional.of(InetSocketAddress.createUnresolved("localhost", server.port())),
                RabbitLinkTest.class, "fromALab", server.url().replace("127.0.0.1", "localhost"));
    }

    static void fromALab(String[] arguments) throws Exception {
        Cell.Measured cell = QueueLinkTest.run(Substrate.LAB, Transport.RABBITMQ,
                Optional.of(URI.create(arguments[0])), QueueLinkTest.WORKLOAD, Repeats.PROCESSED, "");

        assertNoneLost(cell);
        assertDelivery(Delivery.EXACTLY_ONCE, cell);
    }
}
