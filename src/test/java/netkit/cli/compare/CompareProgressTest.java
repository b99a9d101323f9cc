package netkit.cli.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import netkit.cli.terminal.ProgressStyle;
import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.SyntheticCells;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;

class CompareProgressTest {
    private static final Experiment EXPERIMENT = SyntheticCells.experiment();
    private static final Scenario CLEAN = EXPERIMENT.scenarios().get(0);
    private static final Scenario LOSS = EXPERIMENT.scenarios().get(1);
    private static final Cell CELL = SyntheticCells.allLost(CLEAN, Transport.TCP, 1000);

    private final StringWriter said = new StringWriter();

    private CompareProgress progress(ProgressStyle look) {
        return new CompareProgress(new PrintWriter(said), EXPERIMENT, look);
    }

    @Test
    void lineShowsDoneTimeLeftAndRunningCells() {
        CompareProgress progress = progress(ProgressStyle.NONE);
        progress.started(CLEAN, Transport.TCP);
        progress.started(CLEAN, Transport.UDP);
        progress.finished(CELL);
        progress.started(LOSS, Transport.TCP);
        progress.started(LOSS, Transport.UDP);
        // 1 of 10 cells in 2 seconds
        assertEquals("1 of 10 done, about 18 s left; now clean: udp; loss: tcp, udp",
                progress.line(Duration.ofSeconds(2)));
        progress.offered(LOSS, Transport.UDP, 1000);
        assertTrue(progress.line(Duration.ofSeconds(2)).contains("about 9 s left"), "a cell is nearly done");
    }

    @Test
    void estimateStartsFromTheSchedule() {
        CompareProgress progress = progress(ProgressStyle.NONE);
        progress.started(CLEAN, Transport.TCP);
        long seconds = Math.round(EXPERIMENT.estimatedTime().toMillis() / 1e3);
        assertEquals("0 of 10 done, about " + seconds + " s left; now clean: tcp",
                progress.line(Duration.ZERO));
    }

    @Test
    void lineIsErasedAtTheEnd() {
        try (CompareProgress progress = progress(ProgressStyle.ONE_LINE)) {
            progress.started(CLEAN, Transport.TCP);
        }
        assertTrue(said.toString().matches("\r\033\\[K0 of 10 done[^\r\n]{0,65}\r\033\\[K"), said.toString());
    }

    @Test
    void terminalWithoutCursorControlGetsALinePerCell() {
        try (CompareProgress progress = progress(ProgressStyle.LINES)) {
            progress.started(CLEAN, Transport.TCP);
            progress.finished(CELL);
        }
        assertEquals("1 of 10 done: tcp, clean\n", said.toString());
    }

    @Test
    void withoutATerminalNothingIsPrinted() {
        try (CompareProgress progress = progress(ProgressStyle.NONE)) {
            progress.started(CLEAN, Transport.TCP);
            progress.offered(CLEAN, Transport.TCP, 10);
            progress.finished(CELL);
        }
        assertEquals("", said.toString());
    }
}
