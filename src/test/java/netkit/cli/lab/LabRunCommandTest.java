package netkit.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

import netkit.lab.script.LabFile;
import netkit.lab.script.LabPlan;
import netkit.testing.Cli;

/** What is reported before a lab is opened. */
class LabRunCommandTest {
    private static final List<String> NAMES = LabExperiments.NAMES;

    private static void assertWrongUsage(String message, String... arguments) {
        Cli.Result result = Cli.run(arguments);
        assertEquals(2, result.code(), result.toString());
        assertTrue(result.err().contains(message), result.toString());
        assertEquals(1, result.err().lines().count(), result.toString());
    }

    @Test
    void listShowsTheExperimentsWithTheirTitles() {
        Cli.Result result = Cli.run("lab", "run", "--list");

        assertEquals(0, result.code(), result.toString());
        assertEquals(NAMES.size(), result.out().lines().count(), result.toString());
        assertTrue(result.out().contains("cut     A chat over TCP while the wire is cut"), result.toString());
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void shownExperimentIsAValidFile(String name) {
        Cli.Result result = Cli.run("lab", "run", name, "--show");

        assertEquals(0, result.code(), result.toString());
        LabPlan plan = LabFile.parse(name, result.out());
        assertTrue(plan.title().isPresent());
        assertTrue(plan.seed().isPresent(), "the run is reproducible");
        assertTrue(result.out().lines().allMatch(line -> line.length() <= 80), result.toString());
    }

    @Test
    void syntaxErrorInAFileIsWrongUsageWithItsPosition(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("my.lab");
        Files.writeString(file, "wire los 10%\nalice: true\n");

        assertWrongUsage("my.lab:1:6: ", "lab", "run", file.toString());
    }

    @Test
    void missingFileIsReportedWithTheKnownExperiments() {
        Cli.Result result = Cli.run("lab", "run", "lost");

        assertEquals(1, result.code(), result.toString());
        assertEquals(
                "netkit lab run: there is no file 'lost'; the experiments that ship with netkit are loss, cut,"
                        + " queue\n",
                result.err());
    }

    /** Without a terminal to ask on, as in the tests. */
    @Test
    void programsOfAForeignFileAreListedAndNotRun(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("my.lab");
        Path touched = folder.resolve("touched");
        Files.writeString(file, "bob serves: netkit udp-listen 9001\nat 1s alice touch " + touched + "\n");

        Cli.Result result = Cli.run("lab", "run", file.toString());

        assertEquals(2, result.code(), result.toString());
        assertEquals("'" + file + "' runs these programs with your rights:\n"
                + "  bob: netkit udp-listen 9001\n  alice: touch " + touched + "\n"
                + "netkit lab run: to run them without being asked, add --yes (see 'netkit lab run --help')\n",
                result.err());
        assertFalse(Files.exists(touched));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "; nothing to run: give a FILE, one of loss, cut, queue, or --on HOST COMMAND",
        "--on,carol,true; --on carol 'true': there is no host 'carol'",
        "--on,bob,a | b; --on bob 'a | b': '|' is shell syntax",
        "--on,bob,true,--wire,los 1%; --wire 'los 1%': ",
        "--on,bob,true,--at,cut; --at 'cut': ",
        "--on,bob,true,--at,2s dance; --at '2s dance': 'dance' is unknown",
        "--on,bob,true,--hosts,bob; a lab has 2 to 16 hosts, not 1",
        "--on,bob,true,--mtu,100; 1280 to 65000",
        "--on,bob,true,--limit,0s; --limit must be more than 0",
        "cut,--on,bob,true; cannot be combined with a FILE",
        "--show; nothing to run"})
    void invalidArgumentsAreWrongUsage(String arguments, String message) {
        String all = "lab,run" + (arguments == null ? "" : "," + arguments);
        assertWrongUsage(message, all.split(","));
    }

    @Test
    void consoleChecksTheNamesOfHosts() {
        assertWrongUsage("a host cannot be named 'wire'", "lab", "--hosts", "alice,wire");
    }
}
