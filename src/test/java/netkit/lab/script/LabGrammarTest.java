package netkit.lab.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabGrammarTest {
    private final LabGrammar grammar = new LabGrammar(List.of("alice", "bob"));

    private LabStep parse(String line) {
        return grammar.parse(line).orElseThrow();
    }

    private static LabStep.Start start(String host, boolean serves, String... words) {
        return new LabStep.Start(host, new ProgramCommand(List.of(words), Optional.empty()), serves);
    }

    private LabSyntaxException error(String line) {
        return assertThrows(LabSyntaxException.class, () -> grammar.parse(line), line);
    }

    @Test
    void hostAndCommandStartAProgramWithOrWithoutColon() {
        assertEquals(start("alice", false, "ping", "-c", "3", "bob"), parse("alice ping -c 3 bob"));
        assertEquals(start("alice", false, "ping", "bob"), parse("  alice:  ping bob  # until it ends"));
        assertEquals(start("bob", true, "netkit", "udp-listen", "9001"),
                parse("bob serves: netkit udp-listen 9001"));
        assertEquals(start("bob", true, "nc", "-l", "9000"), parse("bob serves nc -l 9000"));
    }

    @Test
    void blankLinesAndCommentsAreNoSteps() {
        assertEquals(Optional.empty(), grammar.parse(""));
        assertEquals(Optional.empty(), grammar.parse(" \t "));
        assertEquals(Optional.empty(), grammar.parse("  # wire cut"));
    }

    @Test
    void typedTextIsTheRestOfTheLineVerbatim() {
        assertEquals(new LabStep.Type("alice", "don't \"worry\" #1"),
                parse("alice types don't \"worry\" #1  "));
        assertEquals(new LabStep.Type("alice", "/nick ann"), parse("alice< /nick ann"));
        assertEquals(new LabStep.Type("alice", "/nick ann"), parse("alice < /nick ann"));
        assertEquals(new LabStep.Type("alice", ""), parse("alice types"));
    }

    @Test
    void wireTakesAChangeOrShow() {
        assertEquals("loss 10% delay 20ms",
                ((LabStep.Change) parse("wire loss 10% delay 20ms # both ways")).change()
                        .toString());
        assertEquals("alice>bob cut", ((LabStep.Change) parse("wire alice>bob cut")).change().toString());
        assertEquals(new LabStep.Display.Show(LabStep.Subject.WIRE), parse("wire show"));
    }

    @Test
    void atTakesATimeAndAnyStepButAWait() {
        LabStep.At at = (LabStep.At) parse("at 1.5s alice: nc bob 9000");
        assertEquals(Duration.ofMillis(1500), at.time());
        assertEquals(start("alice", false, "nc", "bob", "9000"), at.step());

        assertEquals(7, error("at 2s wait 3s").column());
        error("at 2s at 3s wire cut");
        error("at 2s");
        error("at soon wire cut");
    }

    @Test
    void waitTakesATimeOrAnEvent() {
        assertEquals(new LabStep.Wait.For(Duration.ofMillis(250)), parse("wait 250ms"));
        assertEquals(new LabStep.Wait.UntilPrinted("bob", "listening on"),
                parse("wait until bob prints \"listening on\""));
        assertEquals(new LabStep.Wait.UntilPrinted("bob", "ready"), parse("wait until bob prints ready"));
        assertEquals(new LabStep.Wait.UntilEnded("alice"), parse("wait until alice ends"));
        assertEquals(new LabStep.Wait.UntilListening("bob", OptionalInt.empty()),
                parse("wait until bob listens"));
        assertEquals(new LabStep.Wait.UntilListening("bob", OptionalInt.of(9000)),
                parse("wait until bob listens on 9000"));
    }

    @Test
    void stopTakesAHostAProgramOrAll() {
        assertEquals(new LabStep.Stop(new LabStep.ProgramSelector.OnHost("bob")), parse("stop bob"));
        assertEquals(new LabStep.Stop(new LabStep.ProgramSelector.Numbered(3)), parse("stop 3"));
        assertEquals(new LabStep.Stop(new LabStep.ProgramSelector.All()), parse("stop all"));
    }

    @Test
    void displayStepsAndEndAreParsed() {
        assertEquals(new LabStep.Display.Say("Watch: it's cut #now"), parse("say Watch: it's cut #now"));
        assertEquals(new LabStep.Display.Capture(Optional.of("my captures")),
                parse("capture start 'my captures'"));
        assertEquals(new LabStep.Display.Capture(Optional.empty()), parse("capture stop"));
        assertEquals(new LabStep.Display.Ladder(true), parse("ladder on"));
        assertEquals(new LabStep.Display.Ladder(false), parse("ladder off"));
        assertEquals(new LabStep.End(), parse("end"));
        assertEquals(new LabStep.Display.Show(LabStep.Subject.HOSTS), parse("hosts"));
        assertEquals(new LabStep.Display.Show(LabStep.Subject.PROGRAMS), parse("programs"));
    }

    @Test
    void wordsAreQuotedAsInAShell() {
        assertEquals(start("bob", false, "echo", "a b", "it's", "c\\d", "", "x#y", "\"", "e f"),
                parse("bob echo 'a b' \"it's\" 'c\\d' '' x#y \\\" e\\ f"));
        assertEquals(start("bob", false, "sh", "-c", "echo $HOME | wc -c"),
                parse("bob sh -c 'echo $HOME | wc -c'"));
        assertEquals(start("bob", false, "echo", "costs $5 \\n"), parse("bob echo \"costs \\$5 \\n\""));
    }

    @Test
    void fileCanBeTheStandardInput() {
        assertEquals(new LabStep.Start("bob",
                new ProgramCommand(List.of("netkit", "udp-send", "alice:9001"), Optional.of("my lines.txt")),
                false),
                parse("bob: netkit udp-send alice:9001 < 'my lines.txt'"));
        assertTrue(error("bob cat <").getMessage().contains("missing after <"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice cat a | wc", "alice ping bob &", "alice echo $HOME", "alice echo `date`",
        "alice ls; id", "alice (ls)", "alice ls > x", "alice echo \"$HOME\""})
    void shellSyntaxIsRejected(String line) {
        assertTrue(error(line).getMessage().contains("write sh -c '…'"), line);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '!', value = {
        "carol ping bob; 1; 'carol' is unknown: a line starts with a host (alice, bob) or with wire, wait,",
        "alice>bob loss 5%; 1; write: wire alice>bob …",
        "wire carol>bob loss 5%; 6; there is no host 'carol'",
        "wire los 5%; 6; loss",
        "wait until bob sings; 16; until HOST prints \"TEXT\", until HOST listens",
        "wait until carol ends; 12; the hosts are alice, bob",
        "wait; 5; wait takes a time, such as 2s, or: until",
        "wait 2 s; 6; '2' is not a duration",
        "wait until bob listens on 99999; 27; write a number from 1 to 65535",
        "stop; 5; stop takes a host, the number of a program, or all",
        "stop bob now; 10; 'now' is not expected here",
        "ladder up; 8; 'up' is unknown: write on or off",
        "capture; 8; write start or stop",
        "capture start; 14; capture start FOLDER or FILE.pcapng",
        "bob:; 5; a command is missing",
        "bob echo 'abc; 10; this ' has no closing quote",
        "bob echo \"abc; 10; this \" has no closing quote"})
    void errorGivesItsColumnAndWhatIsAllowed(String line, int column, String message) {
        LabSyntaxException error = error(line);

        assertEquals(column, error.column(), error.getMessage());
        assertTrue(error.getMessage().contains(message), error.getMessage());
        assertEquals(1, error.getMessage().lines().count(), error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"netkit udp-send bob:9001 hello", "sh -c 'a | b'", "echo 'it'\\''s' < 'a b'",
        "echo ''",
        "curl http://bob:8000/?q=1", "cat < f", "echo '#1'"})
    void commandIsFormattedAsTyped(String text) {
        assertEquals(text, ProgramCommand.parse(text).toString());
    }

    @Test
    void hostNamesAreSimpleAndNotReserved() {
        assertEquals(List.of("a", "b-2"), LabGrammar.checkedHosts(List.of("a", "b-2")));
        List<String> names = new ArrayList<>(IntStream.range(0, 17).mapToObj(i -> "h" + i).toList());
        for (List<String> bad : List.of(List.of("alice"), names, List.of("a", "a"), List.of("Alice", "bob"),
                List.of("a", ""), List.of("a", "1b"), List.of("a", "wire"), List.of("a", "localhost"),
                List.of("a", "a-very-long-name"))) {
            assertThrows(IllegalArgumentException.class, () -> LabGrammar.checkedHosts(bad), bad.toString());
        }
    }
}
