package netkit.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;

import org.junit.jupiter.api.Test;

import netkit.udp.RunStats.Tracking;

class RunStatsTest {
    private static final InetSocketAddress ANN = new InetSocketAddress("127.0.0.1", 1001);
    private static final InetSocketAddress BOB = new InetSocketAddress("127.0.0.1", 1002);

    private final RunStats runStats = new RunStats();

    private Tracking receive(InetSocketAddress sender, int run, int sequence, int count) {
        return runStats.receive(sender, new NumberedDatagram(run, sequence, count, 0), 0);
    }

    @Test
    void equalRunIdsOfTwoSendersAreCountedSeparately() {
        assertEquals(Tracking.NEW_RUN, receive(ANN, 7, 0, 3));
        assertEquals(Tracking.NEW_RUN, receive(BOB, 7, 0, 3));
        assertEquals(Tracking.KNOWN_RUN, receive(ANN, 7, 2, 3));
        assertEquals(Tracking.KNOWN_RUN, receive(BOB, 7, 0, 3));
        assertEquals(List.of("1", "1-2"),
                runStats.byRun().values().stream().map(stats -> stats.missingRanges(5)).toList());
        assertEquals(List.of(0L, 1L),
                runStats.byRun().values().stream().map(SequenceStats::duplicated).toList());
    }

    @Test
    void runsOfOneSenderAreCountedSeparately() {
        receive(ANN, 7, 0, 1);
        receive(ANN, 8, 0, 1);
        assertEquals(2, runStats.byRun().size());
        assertTrue(runStats.byRun().values().stream().allMatch(stats -> stats.missing() == 0));
    }

    @Test
    void numberOfRunsIsBounded() {
        for (int run = 0; run < RunStats.MAX_RUNS + 5; run++) {
            receive(ANN, run, 0, 0);
        }
        assertEquals(RunStats.MAX_RUNS, runStats.byRun().size());
        assertEquals(5, runStats.untracked());
        assertEquals(Tracking.KNOWN_RUN, receive(ANN, 3, 1, 0), "known runs are still counted");
    }

    @Test
    void memoryForSequenceNumbersIsBounded() {
        int far = 4096;
        int more = 1000;
        for (int i = 0; i < (1 << 16) + more; i++) {
            receive(ANN, 1, i * far, 0);
        }
        assertEquals(more, runStats.untracked());
        assertEquals(Tracking.KNOWN_RUN, receive(ANN, 1, 1, 0), "numbers near known ones still have room");
    }
}
