package netkit.compare.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import netkit.compare.TrialRun;
import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Workload;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.Environment;
import netkit.testing.NothingLeft;
import netkit.testing.SideBySide;

/** Traffic in both directions at once, over every transport that carries it. */
@Timeout(90)
@Tag("slow")
@ExtendWith(NothingLeft.class)
class BothWaysTest {
    private static final Workload WORKLOAD = new Workload(300, 100, 400);

    private static Map<Direction, TrialRun> run(Transport transport, String... events) throws Exception {
        Map<Direction, TrialRun> runs = new EnumMap<>(Direction.class);
        for (TrialRun one : TrialRun.runBothWays(Environment.LOOPBACK, transport, WORKLOAD, events)) {
            runs.put(one.cell().direction(), one);
        }
        assertEquals(2, runs.size());
        return runs;
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"QUEUE", "RABBITMQ", "UDP"})
    void eachDirectionDeliversExactlyOnceInOrder(Transport transport) throws Exception {
        for (TrialRun one : run(transport).values()) {
            one.assertVerdict("exactly once", "in order").assertAllReached(Stage.ACCEPTED);
            if (transport.hasAcknowledgements(one.cell().direction())) {
                one.assertAllReached(Stage.ACKNOWLEDGED);
            }
        }
    }

    /** While bob is away he sends nothing, and what he sends after his return arrives. */
    @ParameterizedTest
    @SideBySide
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"QUEUE", "RABBITMQ", "UDP"})
    void programThatReturnsSendsAgain(Transport transport) throws Exception {
        TrialRun back = run(transport, "at 210ms bob leaves", "at 420ms bob returns").get(Direction.TO_ALICE)
                .assertComplete();
        long returned = back.cell().events().getLast().at();
        Ledger ledger = back.cell().ledger();
        List<Integer> missing = back.between(Stage.ACCEPTED, Stage.PROCESSED).stream()
                .filter(number -> ledger.at(Stage.OFFERED, number).getAsLong() > returned).toList();
        assertEquals(List.of(), missing, back.describe());
    }
}
