package netkit.compare.link;

import static netkit.compare.link.QueueLinkTest.assertDelivery;
import static netkit.compare.link.QueueLinkTest.assertNoneLost;
import static netkit.compare.link.QueueLinkTest.story;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.ledger.DuplicatePolicy;
import netkit.compare.ledger.Verdict.Delivery;
import netkit.compare.ledger.Workload;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.ScenarioFile;
import netkit.compare.scenario.Environment;
import netkit.lab.namespace.InsideLab;
import netkit.net.Tls;
import netkit.testing.Keystore;
import netkit.testing.NothingLeft;
import netkit.testing.RabbitServer;
import netkit.testing.SideBySide;

/** RabbitMQ, as Debian has it, on this machine and from inside a lab. */
@Timeout(120)
@Tag("lab")
@Tag("peers")
@ExtendWith(NothingLeft.class)
class RabbitLinkTest {
    private static RabbitServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = RabbitServer.start(folder);
    }

    @AfterAll
    static void noQueueRemains() throws Exception {
        if (server != null) {
            try (RabbitServer ending = server) {
                assertEquals(List.of(), ending.queues());
            }
        }
    }

    private static Cell.Measured run(Workload workload, String scenario) throws Exception {
        return QueueLinkTest.run(Environment.LOOPBACK, Transport.RABBITMQ,
                Optional.of(URI.create(server.url())),
                workload, DuplicatePolicy.PROCESS, scenario);
    }

    @Test
    @SideBySide
    void deliversExactlyOnce() throws Exception {
        Cell.Measured cell = run(QueueLinkTest.WORKLOAD, "");

        assertNoneLost(cell);
        assertDelivery(Delivery.EXACTLY_ONCE, cell);
    }

    @Test
    @SideBySide
    void crashDuplicatesUnacknowledgedMessagesAndLosesNone() throws Exception {
        Cell.Measured cell = run(QueueLinkTest.WORKLOAD, QueueLinkTest.CRASH);

        assertNoneLost(cell);
        assertTrue(cell.stats().reprocessed().size() >= ReceivingProgram.MAX_HELD / 2, () -> story(cell));
    }

    @Test
    @SideBySide
    void resetDuplicatesTheMessageBeingProcessedAndLosesNone() throws Exception {
        Cell.Measured cell = run(new Workload(60, 60, 1_000), "at 0s bob takes 10ms\nat 200ms bob resets");

        assertNoneLost(cell);
        assertDelivery(Delivery.AT_LEAST_ONCE, cell);
    }

    @Test
    @SideBySide
    void queueIsDeletedEvenIfTheConsumerIsAway() throws Exception {
        Cell.Measured cell = run(QueueLinkTest.WORKLOAD, "at 100ms bob leaves");

        assertNotEquals(List.of(), cell.stats().lost());
    }

    @Test
    @SideBySide
    void interruptedExperimentDeletesItsQueues() throws Exception {
        Thread me = Thread.currentThread();
        Experiment experiment = new Experiment(Environment.LOOPBACK, new Workload(10_000, 60, 200),
                List.of(ScenarioFile.parse("test", "test.lab", "at 10ms bob leaves")),
                List.of(Transport.RABBITMQ),
                1, DuplicatePolicy.PROCESS, 1, Optional.of(URI.create(server.url())), Optional.empty());

        assertThrows(InterruptedException.class, () -> experiment.run(_ -> {}, new Experiment.Progress() {
            @Override
            public void started(Scenario scenario, Transport transport) {}

            @Override
            public void offered(Scenario scenario, Transport transport, int offered) {
                if (offered > 0) {
                    me.interrupt();
                }
            }

            @Override
            public void finished(Cell cell) {}
        }));
    }

    @Test
    @SideBySide
    void unreachableServerIsReportedInOneLine() {
        IOException e = assertThrows(IOException.class,
                () -> QueueLinkTest.run(Environment.LOOPBACK, Transport.RABBITMQ,
                        Optional.of(URI.create("amqp://127.0.0.1:1")), QueueLinkTest.WORKLOAD,
                        DuplicatePolicy.PROCESS, ""));
        assertEquals("cannot connect to 127.0.0.1:1: Connection refused; is RabbitMQ running there?",
                e.getMessage());
    }

    @Test
    @SideBySide
    void labReachesRabbitMqThroughTheTunnel() throws Exception {
        InsideLab.run(Optional.of(InetSocketAddress.createUnresolved("localhost", server.port())),
                RabbitLinkTest.class, "fromALab", server.url().replace("127.0.0.1", "localhost"));
    }

    @Test
    @SideBySide
    void tunnelPassesTlsUnchangedWithTheServerNameOfTheUrl(@TempDir Path folder)
            throws Exception {
        SSLContext tls = Tls.server(Keystore.create(folder, "rabbit.example", "-0d"),
                Keystore.PASSWORD.toCharArray());
        List<String> names = new CopyOnWriteArrayList<>();
        try (ServerSocket front = tls.getServerSocketFactory().createServerSocket(0, 50,
                InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                while (!front.isClosed()) {
                    try {
                        SSLSocket client = (SSLSocket) front.accept();
                        Thread.ofVirtual().start(() -> serveWithTls(client, names));
                    } catch (IOException _) {
                        // closed
                    }
                }
            });
            InsideLab.run(
                    Optional.of(InetSocketAddress.createUnresolved("localhost", front.getLocalPort())),
                    RabbitLinkTest.class, "fromALab",
                    "amqps://guest:guest@rabbit.example:" + front.getLocalPort());
        }
        assertTrue(names.size() >= 2, "the producer and the consumer: " + names);
        assertEquals(Set.of("rabbit.example"), Set.copyOf(names));
    }

    /** As RabbitMQ does it by itself when it has a certificate. */
    private static void serveWithTls(SSLSocket client, List<String> names) {
        try (client; Socket onward = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            client.startHandshake();
            ((ExtendedSSLSession) client.getSession()).getRequestedServerNames()
                    .forEach(name -> names.add(((SNIHostName) name).getAsciiName()));
            Thread.ofVirtual().start(() -> copy(onward, client));
            copy(client, onward);
        } catch (IOException _) {
            // the client only checks whether a server replies
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException _) {
            // one of them is gone
        }
    }

    static void fromALab(String[] arguments) throws Exception {
        Cell.Measured cell = QueueLinkTest.run(Environment.LAB, Transport.RABBITMQ,
                Optional.of(URI.create(arguments[0])), QueueLinkTest.WORKLOAD, DuplicatePolicy.PROCESS, "");

        assertNoneLost(cell);
        assertDelivery(Delivery.EXACTLY_ONCE, cell);
    }
}
