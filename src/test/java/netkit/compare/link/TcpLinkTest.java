package netkit.compare.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import netkit.compare.TrialRun;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Workload;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Environment;
import netkit.lab.Testbed;
import netkit.lab.namespace.InsideLab;
import netkit.lab.relay.LoopbackTestbed;
import netkit.testing.NothingLeft;
import netkit.testing.SideBySide;

@Timeout(90)
@Tag("lab")
@ExtendWith(NothingLeft.class)
class TcpLinkTest {
    /** Long enough to go on well after the last event, even if the machine stalls for a while. */
    private static final Workload SMALL = new Workload(1_000, 100, 1_000);

    private static TrialRun loopback(Workload workload, String... lines) throws Exception {
        return TrialRun.onLoopback(Transport.TCP, workload, lines);
    }

    @Test
    @SideBySide
    void deliversExactlyOnceInOrder() throws Exception {
        loopback(SMALL).assertVerdict("exactly once", "in order").assertAllReached(Stage.ACCEPTED);
    }

    @Test
    @SideBySide
    void largeMessagesAreReassembled() throws Exception {
        loopback(new Workload(20, 1 << 20, 1_000)).assertVerdict("exactly once", "in order");
    }

    @Test
    @SideBySide
    void slowReceiverSlowsTheSenderWithoutLoss() throws Exception {
        loopback(new Workload(60, 200_000, 1_000), "at 0s bob takes 20ms")
                .assertVerdict("exactly once", "in order");
    }

    @Test
    @SideBySide
    void nextConnectionContinuesAfterAReset() throws Exception {
        TrialRun tried = loopback(SMALL, "at 200ms bob resets").assertComplete().assertContinues();
        assertEquals(List.of(), tried.stats().duplicates(), tried.describe());
    }

    @Test
    @SideBySide
    void resetDiscardsUnreadBytes() throws Exception {
        // Slow enough that bytes wait in the receiver's kernel while the program holds a chunk of them.
        TrialRun tried = loopback(new Workload(20, 200_000, 1_000), "at 0s bob takes 30ms",
                "at 150ms bob resets").assertComplete();
        assertFalse(tried.between(Stage.ACCEPTED, Stage.DELIVERED).isEmpty(), tried.describe());
    }

    @Test
    @SideBySide
    void sendFailsWhileTheReceiverIsAway() throws Exception {
        TrialRun tried = loopback(SMALL, "at 100ms bob leaves", "at 250ms bob returns").assertComplete();
        assertFalse(tried.lost().isEmpty(), tried.describe());
        assertTrue(tried.lost().stream().anyMatch(number -> tried.cell().ledger().cause(number)
                .equals(Optional.of("refused by send: no receiver is connected"))), tried.describe());
        tried.assertContinues();
    }

    @Test
    @SideBySide
    void finishDoesNotWaitForAnAbsentReceiver() throws Exception {
        TrialRun tried = loopback(SMALL, "at 100ms bob leaves").assertComplete();
        assertFalse(tried.lost().isEmpty(), tried.describe());
    }

    @Test
    @SideBySide
    void killedProgramLosesTheMessagesItHolds() throws Exception {
        TrialRun tried = loopback(SMALL, "at 100ms bob crashes", "at 250ms bob returns").assertComplete();
        assertEquals(ReceivingProgram.MAX_HELD / 2, tried.between(Stage.DELIVERED, Stage.PROCESSED).size(),
                tried.describe());
        assertEquals(List.of(), tried.stats().reprocessed(),
                "nothing is sent again by TCP to another life");
        tried.assertContinues();
    }

    @Test
    @SideBySide
    void blockedSendCanBeInterrupted() throws Exception {
        Workload large = new Workload(100, 1 << 20, 1_000);
        CountDownLatch end = new CountDownLatch(1);
        AtomicReference<String> unsupported = new AtomicReference<>();
        try (Testbed bed = new LoopbackTestbed(Scenario.HOSTS);
                Link link = TcpLink.open(
                        new LinkContext(bed, 1, large, 1, _ -> {}, Optional.empty(), Duration.ofMillis(250),
                                Optional.empty()))) {
            link.start((_, _, _, _) -> {
                try {
                    end.await();
                } catch (InterruptedException _) {
                    // as well
                }
                return Inbox.Response.NONE;
            });
            Thread sender = Thread.ofPlatform().start(() -> {
                try {
                    while (true) {
                        link.send(0, new byte[large.size()]);
                    }
                } catch (IOException e) {
                    unsupported.set(e.getMessage());
                }
            });
            sender.join(500); // it waits by then; if not, the test proves less
            sender.interrupt();
            sender.join();
            assertEquals("the connection is closed", unsupported.get());
        } finally {
            end.countDown();
        }
    }

    @Test
    @SideBySide
    void tcpRecoversFromPacketLoss() throws Exception {
        InsideLab.run(TcpLinkTest.class, "loss");
    }

    static void loss(String[] arguments) throws Exception {
        TrialRun tried = TrialRun.run(Environment.LAB, Transport.TCP, SMALL, "wire loss 10%")
                .assertVerdict("exactly once", "in order");
        assertTrue(tried.cell().wire().orElseThrow().toReceiver().totalDropped() > 0, tried.describe());
    }

    @Test
    @SideBySide
    void receiverConnectsWhenACutWireIsHealed() throws Exception {
        InsideLab.run(TcpLinkTest.class, "cut");
    }

    static void cut(String[] arguments) throws Exception {
        TrialRun.run(Environment.LAB, Transport.TCP, new Workload(400, 100, 100),
                "at 500ms bob leaves",
                "at 600ms wire cut", "at 700ms bob returns", "at 1500ms wire heal").assertComplete()
                .assertContinues();
    }
}
