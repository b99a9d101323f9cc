package netkit.compare.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.compare.TrialRun;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Workload;
import netkit.compare.scenario.Environment;
import netkit.compare.scenario.ScenarioFile;
import netkit.report.LossReasons;
import netkit.testing.Programs;
import netkit.testing.SideBySide;

@Timeout(120)
@Tag("peers")
class RedisRoomsLinkTest {
    private static final Workload WORKLOAD = new Workload(200, 60, 400);
    private static final String NOT_STORED = "published while the other server was not subscribed: Redis stores nothing";

    @BeforeEach
    void needRedis() {
        Programs.need("redis-server");
    }

    @Test
    @SideBySide
    void deliversExactlyOnceInOrder() throws Exception {
        TrialRun.onLoopback(Transport.ROOMS_REDIS, WORKLOAD).assertNoneLost()
                .assertVerdict("exactly once", "in order");
    }

    @Test
    @SideBySide
    void deliversBothWays() throws Exception {
        List<TrialRun> both = TrialRun.runBothWays(Environment.LOOPBACK, Transport.ROOMS_REDIS, WORKLOAD);

        assertEquals(2, both.size());
        both.forEach(TrialRun::assertNoneLost);
    }

    @Test
    @SideBySide
    void whatIsPublishedWhileTheBusIsCutIsLost() throws Exception {
        TrialRun run = TrialRun.onLoopback(Transport.ROOMS_REDIS, WORKLOAD, "at 0s bus cut").assertComplete();

        assertEquals(WORKLOAD.messages(), run.lost().size(), run.describe());
        run.assertAllReached(Stage.ACCEPTED);
        assertEquals("lost 200: " + NOT_STORED, LossReasons.line(run.cell()));
    }

    @Test
    @SideBySide
    void healedBusCarriesTheNextMessagesButNotTheMissedOnes() throws Exception {
        TrialRun run = TrialRun
                .onLoopback(Transport.ROOMS_REDIS, new Workload(1000, 60, 200), "at 0s bus cut",
                        "at 300ms bus heal")
                .assertComplete().assertContinues();

        assertFalse(run.lost().isEmpty(), run.describe());
        assertEquals(run.lost().size() - 1, run.lost().getLast(), "the first ones, without a gap");
        assertEquals(NOT_STORED, LossReasons.of(run.cell(), 0));
    }

    @Test
    void otherTransportsHaveNoBus() {
        assertEquals("no bus",
                Transport.ROOMS
                        .missing(ScenarioFile.parse("t", "t.lab", "at 1s bus cut"), Environment.LOOPBACK)
                        .orElseThrow().brief());
        assertTrue(Transport.ROOMS_REDIS
                .missing(ScenarioFile.parse("t", "t.lab", "at 1s bus cut"), Environment.LOOPBACK).isEmpty());
    }
}
