package netkit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import netkit.compare.Account;
import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.Scenario;
import netkit.compare.Transport;
import netkit.compare.Workload;
import netkit.lab.StreamCounts;
import picocli.CommandLine.Help.Ansi;

class CompareTableTest {
    private static final StreamCounts COUNTS = new StreamCounts(1, 0, 0, 0, 0, 0);

    private static Cell.Measured cell(Account account, long byAccident, String failure) {
        return cell(account, byAccident, Duration.ZERO, failure);
    }

    private static Cell.Measured cell(Account account, long byAccident, Duration sending, String failure) {
        return new Cell.Measured(Scenario.CLEAN, Transport.TCP, account, COUNTS, byAccident, sending,
                Optional.ofNullable(failure));
    }

    private static List<String> lines(int messages, Cell... cells) {
        Experiment experiment = new Experiment(new Workload(messages, 100, 0.5), List.of(Scenario.CLEAN),
                List.of(Transport.TCP), Long.MIN_VALUE);
        return CompareTable.lines(experiment, List.of(cells), Ansi.OFF);
    }

    @Test
    void theLargestNumbersAndTheLongestVerdictFit() {
        List<Integer> all = Collections.nCopies(1_000_000, 0);
        Account worst = new Account(1_000_000, 1_000_000, 1_000_000, 1_000_000, 0, 1, 1_000_000, all, all,
                all,
                Optional.of(new Account.Latency(Duration.ofSeconds(1_000), Duration.ofSeconds(1_000))));
        List<String> lines = lines(1_000_000,
                cell(worst, 1_000_000, "send failed after 999999 messages: Connection reset by peer"));
        lines.forEach(line -> assertTrue(line.length() <= CompareTable.WIDTH,
                line.length() + " columns: " + line));
        String text = String.join("\n", lines);
        for (String phrase : List.of("lost and duplicated,", "out of order,", "boundaries lost [1] [2] [3]",
                "[3] tcp, clean: 1000000 arrivals were damaged")) {
            assertTrue(text.contains(phrase), phrase + " in\n" + text);
        }
    }

    @Test
    void whereNothingCameThereIsNoLatencyAndNoOrder() {
        Account nothing = new Account(1, 1, 0, 0, 0, 0, 0, List.of(0), List.of(), List.of(),
                Optional.empty());
        String row = lines(1, cell(nothing, 0, null)).stream().filter(line -> line.startsWith(" tcp"))
                .findFirst().orElseThrow();
        assertEquals("tcp 1 0 1 0 0 0 0 - - nothing delivered", row.strip().replaceAll(" +", " "));
    }

    @Test
    void aSenderThatFellBehindIsToldOf() {
        // two messages, one every two seconds
        Account both = new Account(2, 2, 2, 0, 0, 2, 0, List.of(), List.of(), List.of(),
                Optional.of(new Account.Latency(Duration.ofMillis(1), Duration.ofMillis(1))));
        String inTime = String.join("\n", lines(2, cell(both, 0, Duration.ofMillis(2_100), null)));
        assertFalse(inTime.contains("fell behind"), inTime);
        String behind = String.join("\n", lines(2, cell(both, 0, Duration.ofMillis(2_600), null)));
        assertTrue(behind.contains("boundaries kept [1]"), behind);
        assertTrue(behind.replaceAll("\\s+", " ").contains("it took 2600 ms, not 2000."), behind);
    }

    @Test
    void aTableOfNothingSaysThatItWasStopped() {
        assertEquals("stopped: 0 of 1 were tried", lines(1).getLast());
    }
}
