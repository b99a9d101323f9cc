package netkit.cli.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import picocli.CommandLine;

import netkit.cli.NetkitCommandLine;
import netkit.compare.Cell;
import netkit.compare.Experiment;
import netkit.compare.SyntheticCells;
import netkit.compare.link.Transport;
import netkit.compare.scenario.MissingReason;
import netkit.compare.scenario.Environment;
import netkit.report.ComparedRun;

@Tag("slow")
class ComparisonTest {
    private static final BindException NO_SOCKETS = new BindException("cannot open the tcp sockets");

    private final StringWriter out = new StringWriter();
    private final Experiment experiment = SyntheticCells.experiment();
    private final List<Cell> cells = SyntheticCells.cells(experiment);

    private Comparison comparison(String... arguments) {
        CommandLine netkit = NetkitCommandLine.forAll();
        netkit.setOut(new PrintWriter(out)).setErr(new PrintWriter(new StringWriter()));
        netkit.parseArgs(arguments);
        CommandLine compare = netkit.getSubcommands().get("compare");
        CompareOptions options = (CompareOptions) compare.getMixins().get("options");
        return new Comparison(compare.getCommandSpec(), options, experiment,
                EnvironmentChoice.of(Environment.LAB));
    }

    @Test
    void finishedCellsAreShownBeforeTheFailure() throws Exception {
        Comparison comparison = comparison("compare");
        ComparedRun run = comparison.run((results, _) -> {
            results.accept(cells.getFirst());
            throw NO_SOCKETS;
        }, Optional.empty(), 7, true);
        assertFalse(run.isComplete());
        assertEquals(cells.subList(0, 1), run.cells());
        assertEquals("netkit compare --seed 7", run.replayCommand());
        assertSame(NO_SOCKETS,
                assertThrows(IOException.class, () -> comparison.show(run, List.of(), Optional.empty())));
        assertTrue(out.toString().contains("stopped: 1 of 10 cells were run"), out.toString());
    }

    @Test
    void runWithoutAnyCellThrowsTheFailure() {
        Comparison comparison = comparison("compare");
        assertSame(NO_SOCKETS, assertThrows(IOException.class, () -> comparison.run((results, _) -> {
            results.accept(new Cell.Missing(cells.getFirst().scenario(), Transport.TCP,
                    new MissingReason("failed", NO_SOCKETS.getMessage())));
            throw NO_SOCKETS;
        }, Optional.empty(), 7, true)));
    }

    @Test
    void commandToRepeatTheRunHasNoPassword() throws Exception {
        ComparedRun run = comparison("compare", "--rabbitmq", "amqp://me:secret@localhost:5672").run(
                (results, _) -> cells.forEach(results::accept), Optional.empty(), 7, false);
        assertEquals("netkit compare --rabbitmq amqp://me:PASSWORD@localhost:5672", run.replayCommand());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"compare --json | netkit compare",
        "compare --json=r.json --html r.html --seed 7 | netkit compare --seed 7",
        "compare --json --html r.html --details | netkit compare --details",
        "compare --predict --pcap p --rate 5/s | netkit compare --rate 5/s",
        "compare --predict --seed 7 | netkit compare --seed 7",
        "compare replay r.json --json r.json --html=r.html | netkit compare replay r.json",
        "compare --html 'a b' | netkit compare"})
    void commandToRepeatTheRunHasNoSideEffects(String typed, String again) throws Exception {
        ComparedRun run = comparison(typed.split(" (?!b)")).run(
                (results, _) -> cells.forEach(results::accept),
                Optional.empty(), 7, false);
        assertEquals(again, run.replayCommand());
    }

    @Test
    void fileIsWrittenEvenIfAnotherCannotBe(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("missing").resolve("r.json");
        Path html = folder.resolve("r.html");
        Comparison comparison = comparison("compare", "--json", json.toString(), "--html", html.toString());
        ComparedRun run = comparison.run((results, _) -> cells.forEach(results::accept), Optional.empty(), 7,
                true);
        IOException failure = assertThrows(IOException.class,
                () -> comparison.show(run, List.of(), Optional.empty()));
        assertEquals("cannot write '" + json + "': there is no such directory", failure.getMessage());
        assertTrue(Files.size(html) > 0);
        assertTrue(out.toString().contains("clean"), "the table is printed");
    }

    @ParameterizedTest
    @CsvSource({"amqp://host, amqp://host", "amqp://me@host, amqp://me@host",
        "--rabbitmq=amqps://me:a:b@host/x, --rabbitmq=amqps://me:PASSWORD@host/x",
        "amqp://:b@host, amqp://:PASSWORD@host", "me:b@host, me:b@host",
        "amqp://host:1/a@b:c@d, amqp://host:1/a@b:c@d"})
    void onlyPasswordsAreReplaced(String typed, String shown) {
        assertEquals(shown, Comparison.withoutPassword(typed));
    }
}
