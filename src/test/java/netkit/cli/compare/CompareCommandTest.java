package netkit.cli.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import netkit.cli.option.ExitCode;
import netkit.compare.scenario.Scenarios;
import netkit.testing.Cli;

/** The options of {@code netkit compare}, and runs on the loopback address. */
@Timeout(60)
@Tag("slow")
class CompareCommandTest {
    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static void assertOneLine(int code, String message, Cli.Result result) {
        assertEquals(code, result.code(), result::toString);
        assertEquals(1, result.err().lines().count(), result::toString);
        assertTrue(result.err().contains(message), result::toString);
        assertEquals("", result.out(), result::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "--transports tcp,sctp | 'sctp' is not a transport: choose from tcp, udp, udp+ack, websocket, websocket+deflate",
        "--scenarios rain | 'rain' is not a scenario: choose from clean, loss, burst, delay, reorder, duplicate",
        "--scenarios rain | use --scenario FILE for your own", "--scenarios , | name at least one",
        "--show-scenario rain | 'rain' is not a scenario",
        "--messages 0 | the number of messages must be 1 to 1000000, not 0", "--messages many | 'many'",
        "--size 12 | the size of a message must be 13 (its header)",
        "--transports udp --size 65508 | udp carries messages of at most 65507 bytes, not 65508",
        "--transports rooms,udp --size 65508 | rooms carries messages of at most 8192, udp carries messages of at",
        "--rate 0.001/s | the rate must be at least 0.01", "--rate fast | 'fast' is not a rate",
        "--transports rabbitmq | rabbitmq requires a server of your own: add --rabbitmq URL",
        "--rabbitmq mq://127.0.0.1:5670 | is not a RabbitMQ URL: use amqp://", "--seed x | 'x'",
        "--on mars | 'mars' is not an environment: choose from lab, relay, loopback",
        "--on relay --pcap out | --pcap requires the lab: there are no packets to capture on relays",
        "--on loopback --pcap out | there are no packets to capture on the loopback address",
        "--side-by-side 0 | --side-by-side must be 1 to 100, not 0",
        "--explain udp | --explain requires a transport and a scenario, such as udp,loss; not 'udp'",
        "--explain sctp,loss | 'sctp' is not a transport",
        "--explain udp,rain | 'rain' is not a scenario",
        "--explain udp,cut --scenarios loss | --explain requires a cell that is run; udp in 'cut' is not run",
        "--predict no/such/file | --predict requires a terminal, or a prediction in 'no/such/file'",
        "replay | missing 'FILE'; for example: netkit compare replay"})
    void invalidUsageIsReportedInOneLineWithCodeTwo(String typed, String message) {
        assertOneLine(2, message, Cli.run(("compare " + typed).split(" ")));
    }

    @Test
    void syntaxErrorInScenarioIsReportedWithItsLine() throws IOException {
        Path file = file("my.lab", "title mine\nwire loss much\n");
        assertOneLine(2, file + ":2:", Cli.run("compare", "--scenario", file.toString()));
    }

    @Test
    void missingScenarioFileIsReportedWithAHint() {
        assertOneLine(1, "there is no file 'nowhere.lab'; 'netkit compare --show-scenario cut' prints one",
                Cli.run("compare", "--scenario", "nowhere.lab"));
    }

    @Test
    void scenariosOfTheSameNameAreRejected() throws IOException {
        Path file = file("loss.lab", "wire loss 50%\n");
        assertOneLine(2, "two scenarios are called 'loss': give the file another name",
                Cli.run("compare", "--scenarios", "loss", "--scenario", file.toString()));
    }

    @Test
    void showScenarioPrintsTheFile() {
        for (String name : Scenarios.NAMES) {
            Cli.Result result = Cli.run("compare", "--show-scenario", name);
            assertEquals(0, result.code(), result::toString);
            assertEquals(Scenarios.named(name).orElseThrow().text(), result.out());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "[]", "{}", "{\"schema\":1,\"environment\":\"lab\"}",
        "{\"schema\":1,\"environment\":7,\"cells\":[null]}", "{\"schema\":1,\"environment\":\"loopback\","
                + "\"seed\":1,\"workload\":{},\"scenarios\":[{}],\"transports\":[],\"cells\":[]}"})
    void fileThatIsNotAResultIsReportedInOneLine(String text) throws IOException {
        Path file = file("some.json", text);
        assertOneLine(1, "'" + file + "' is not a result of 'netkit compare --json'",
                Cli.run("compare", "replay", file.toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "{'on':'loopback','cells':[{'verdict':'exactly once, in order','account':{}}]} | has no 'schema': it was written by an older netkit;",
        "{'schema':2,'environment':'loopback','seed':1,'workload':{},'scenarios':[],'transports':[],'cells':[]}"
                + " | has schema 2; this netkit reads schema 1"})
    void resultOfAnotherSchemaIsRefusedInOneLine(String text, String message) throws IOException {
        Path file = file("some.json", text.replace('\'', '"'));
        assertOneLine(1, "'" + file + "' " + message, Cli.run("compare", "replay", file.toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "'environment':'mars','transports':['udp'] | 'mars' is not an environment",
        "'environment':'loopback','transports':['sctp'] | 'sctp' is not a transport",
        "'environment':'loopback','transports':[] | it has no cells"})
    void resultThatCannotBeRunAgainIsReportedInOneLine(String members, String message) throws IOException {
        Path file = file("some.json", ("{'schema':1," + members.strip() + ",'seed':1,'cells':[],"
                + "'workload':{'messages':10,'size':100,'perSecond':100},'scenarios':[{'name':'a','text':''}]}")
                .replace('\'', '"'));
        assertOneLine(1, "'" + file + "' cannot be run again: " + message,
                Cli.run("compare", "replay", file.toString()));
    }

    @Test
    void missingResultIsReportedInOneLine() {
        assertOneLine(1, "there is no file 'nowhere.json'; 'netkit compare --json FILE' writes one",
                Cli.run("compare", "replay", "nowhere.json"));
    }

    private static Cli.Result runOnLoopback(String... more) {
        List<String> typed = new ArrayList<>(
                List.of("compare", "--on", "loopback", "--messages", "50", "--rate",
                        "2000/s", "--scenarios", "clean", "--transports", "udp,websocket"));
        typed.addAll(List.of(more));
        return Cli.run(typed.toArray(String[]::new));
    }

    @Test
    void environmentIsPrintedFirst() {
        Cli.Result result = runOnLoopback("--seed", "11");
        assertEquals(0, result.code(), result::toString);
        assertEquals("", result.err(), "no progress where there is no terminal");
        assertEquals("on the loopback address: nothing is between the programs, so only they can fail",
                result.out().lines().findFirst().orElse(""));
        assertTrue(result.out().contains("; seed 11\n"), result::toString);
        assertTrue(result.out().contains("\nclean: Nothing goes wrong\n"), result::toString);
    }

    @Test
    void randomSeedIsPrintedAndPartOfTheCommand() {
        JsonObject json = JsonParser.parseString(runOnLoopback("--json").out()).getAsJsonObject();
        String command = json.get("command").getAsString();
        assertTrue(command.startsWith("netkit compare --on loopback --messages 50 "), command);
        assertTrue(command.endsWith(" --seed " + json.get("seed").getAsLong()), command);
        assertEquals(1, json.get("schema").getAsInt());
        assertTrue(runOnLoopback().out().matches("(?s).*; seed \\d+\n.*"));
    }

    @Test
    void savedResultIsRunAgain() {
        String file = folder.resolve("run.json").toString();
        Cli.Result first = runOnLoopback("--json", file);
        assertEquals(0, first.code(), first::toString);
        assertTrue(first.out().contains("\nclean: Nothing goes wrong\n"), "and the table is printed");
        Cli.Result again = Cli.run("compare", "replay", file);
        assertEquals(0, again.code(), again::toString);
        assertTrue(again.out().contains("\nOf 2 cells run both times, "),
                again::toString);
        assertTrue(again.out().contains("\nwebsocket, clean: nothing lost either time; p99 "),
                again::toString);
    }

    @Test
    void cellNamedTwiceIsRunOnce() {
        Cli.Result result = Cli.run("compare", "--on", "loopback", "--messages", "10", "--json",
                "--scenarios",
                "clean,CLEAN", "--transports", "udp,UDP");
        assertEquals(1,
                JsonParser.parseString(result.out()).getAsJsonObject().getAsJsonArray("cells").size());
    }

    @Test
    void ownScenarioIsNamedAfterItsFile() throws IOException {
        Path file = file("mine.lab",
                "title bob is away for a moment\nat 1ms bob leaves\nat 20ms bob returns\n");
        Cli.Result result = Cli.run("compare", "--on", "loopback", "--messages", "50", "--rate", "1000/s",
                "--transports", "udp", "--scenario", file.toString());
        assertEquals(0, result.code(), result::toString);
        assertTrue(result.out().contains("\nmine: bob is away for a moment"), result::toString);
    }

    @Test
    void explainRunsOnlyThatCell() {
        Cli.Result result = Cli.run("compare", "--on", "loopback", "--messages", "10", "--explain",
                "udp,clean");
        assertEquals(0, result.code(), result::toString);
        assertTrue(result.out().contains(" for each of 1 cell, "), result::toString);
        assertTrue(result.out().contains("\nudp, clean: "), result::toString);
    }

    @Test
    void predictionInAFileIsComparedWithTheResult() throws IOException {
        Path file = file("p.json",
                "{\"schema\":1,\"seed\":1,\"scenarios\":{\"clean\":{\"lost\":[\"udp\"],\"duplicated\":[],"
                        + "\"outOfOrder\":[],\"slowest\":[]}}}");
        Cli.Result result = runOnLoopback("--predict", file.toString());
        assertEquals(0, result.code(), result::toString);
        assertEquals("using the prediction of clean in '" + file + "'; delete the file to be asked again",
                result.err().replaceAll("\\s+", " ").strip());
        assertTrue(result.out().contains(" of 4 answers in the prediction "), result::toString);
    }

    @Test
    void runInterruptedBeforeACellIsFinishedWritesNoReport() {
        Path report = folder.resolve("report.html");
        try (Cli.Running running = Cli.start("compare", "--on", "loopback", "--messages", "1000000", "--rate",
                "10/s", "--transports", "udp,tcp", "--scenarios", "clean,offline", "--html",
                report.toString(), "--json", folder.resolve("run.json").toString())) {
            running.awaitErrorLine("this will take about .*");
            Cli.Result result = running.stop();
            assertEquals(ExitCode.INTERRUPTED, result.code(), result::toString);
            assertTrue(result.err().contains(
                    "stopped before a cell was finished: there is no result to show or to write\n"),
                    result::toString);
            assertFalse(Files.exists(report), "no report of nothing");
        }
    }

    @Test
    void missingFolderIsReportedInOneLine() {
        Cli.Result result = runOnLoopback("--json", "no/such/folder.json");
        assertEquals(1, result.code(), result::toString);
        assertEquals("netkit compare: cannot write 'no/such/folder.json': there is no such directory\n",
                result.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "--json FOLDER | 1 | cannot write 'FOLDER': it is a directory",
        "--html / | 1 | cannot write '/': it is a directory",
        "--html FOLDER/FILE/r.html | 1 | cannot write 'FOLDER/FILE/r.html': there is no such directory",
        "--json r --html r | 2 | --json and --html need different files, not 'r' for both",
        "--pcap FOLDER/FILE | 1 | cannot write 'FOLDER/FILE': it is not a directory",
        "--pcap FOLDER/FILE/new | 1 | cannot write 'FOLDER/FILE/new': 'FOLDER/FILE' is not a directory",
        "--scenario FOLDER | 1 | cannot read 'FOLDER': it is a directory",
        "--scenario /dev/null | 1 | cannot read '/dev/null': it is not a regular file",
        "--scenario FOLDER/LARGE | 1 | 'FOLDER/LARGE' is too large: it is more than 1 MiB",
        "--scenario FOLDER/BINARY | 1 | 'FOLDER/BINARY' is not UTF-8 text",
        "--predict FOLDER | 1 | cannot read 'FOLDER': it is a directory",
        "--predict FOLDER/FILE | 1 | 'FOLDER/FILE' cannot be used: it is not a prediction",
        "replay FOLDER | 1 | cannot read 'FOLDER': it is a directory",
        "replay FOLDER/BINARY | 1 | 'FOLDER/BINARY' is not a result of 'netkit compare --json'"})
    void unusablePathIsReportedBeforeAnythingIsRun(String typed, int code, String message)
            throws IOException {
        file("FILE", "text");
        file("LARGE", "# ".repeat(1 << 20));
        Files.write(folder.resolve("BINARY"), new byte[] {(byte) 0xff, 0, 7});
        assertOneLine(code, message.replace("FOLDER", folder.toString()),
                Cli.run(("compare " + typed.strip().replace("FOLDER", folder.toString())).split(" ")));
    }

    @Test
    void scenarioWithoutFaultsIsRunWithAWarning() throws IOException {
        Path file = file("empty.lab", "# nothing yet\n");
        Cli.Result result = Cli.run("compare", "--on", "loopback", "--messages", "10", "--transports", "udp",
                "--scenario", file.toString(), "--scenarios", "clean");
        assertEquals(0, result.code(), result::toString);
        assertEquals("scenario 'empty' has no faults: its file has no 'wire' and no 'at' line;"
                + " 'netkit compare --show-scenario cut' prints an example\n", result.err());
    }

    @Test
    void helpListsExamplesAndScenariosInEightyColumns() {
        Cli.Result result = Cli.run("compare", "--help");
        assertEquals(0, result.code());
        assertTrue(result.out().contains("  loss       10 % of all packets are lost"), result::toString);
        assertTrue(result.out().contains("\nExamples:\n"), result::toString);
        result.out().lines().forEach(line -> assertTrue(line.length() <= 80, line));
    }
}
