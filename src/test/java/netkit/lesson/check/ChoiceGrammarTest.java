package netkit.lesson.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.compare.ledger.Workload;
import netkit.lesson.check.CheckStep.Demanded;

/** The steps of a check that puts a choice of transports to the test. */
class ChoiceGrammarTest {
    private static CheckStep step(String line) {
        CheckPlan plan = CheckFile.parse("checks.lab",
                "exercise chooses transports\ncheck one \"a choice\"\n" + line);
        return plan.checks().getFirst().lines().getFirst().step();
    }

    @Test
    void stepsAreRead() {
        assertEquals(new CheckStep.Choice("readings"), step("choice readings"));
        assertEquals(new CheckStep.ChoiceIs(List.of("websocket", "socket.io+ack")),
                step("choice is one of websocket, socket.io+ack"));
        assertEquals(new CheckStep.WorkloadIs(new Workload(100, 24, 20)),
                step("workload 100 messages of 24 bytes at 20/s"));
        assertEquals(new CheckStep.Trials(List.of("crash", "offline"), 2),
                step("trials crash, offline with 2 seeds"));
        assertEquals(new CheckStep.Trials(List.of("loss"), 1), step("trials loss with 1 seed"));
        assertEquals(new CheckStep.Demand(Demanded.LOST, 0), step("demand lost none"));
        assertEquals(new CheckStep.Demand(Demanded.STALE, 2), step("demand stale at most 2%"));
        assertEquals(new CheckStep.Demand(Demanded.OUT_OF_ORDER, 0), step("demand out-of-order none"));
        assertEquals(new CheckStep.DemandsPrediction(), step("demand prediction"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            choice                                  | checks.lab:3:7: the line ends here: write a requirement
            choice is one of tpc                    | checks.lab:3:18: 'tpc' is no transport
            workload 100 messages of 2 bytes at 9/s | checks.lab:3:10: the size of a message must be
            workload 9 messages of 90 bytes at fast | checks.lab:3:10: 'fast' is no rate
            trials rain with 2 seeds                | checks.lab:3:8: 'rain' is no scenario; there are clean
            trials loss with 99 seeds               | checks.lab:3:18: seeds are 1 to 10
            demand speed none                       | checks.lab:3:8: 'speed' is not expected here: write lost
            demand lost at most 200%                | checks.lab:3:21: '200%' is not
            peer connects                           | checks.lab:3:1: this step is for exercises over TCP
            """)
    void mistakesAreReportedWithTheirPlace(String line, String message) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> step(line));
        assertTrue(e.getMessage().startsWith(message), e.getMessage());
    }
}
