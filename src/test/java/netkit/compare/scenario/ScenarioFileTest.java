package netkit.compare.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

import netkit.compare.ledger.Workload;
import netkit.compare.scenario.Scenario.Action;
import netkit.compare.scenario.Scenario.ScheduledEvent;

class ScenarioFileTest {
    @Test
    void theMarkWithWhichSomeEditorsBeginAFileIsNoPartOfIt() {
        assertEquals("mine", ScenarioFile.parse("m", "m.lab", "\ufefftitle mine\r\nwire cut\r\n").title());
    }

    private static Scenario parse(String text) {
        return ScenarioFile.parse("my", "my.lab", text);
    }

    private static ScheduledEvent event(long millis, Action action) {
        return new ScheduledEvent(Duration.ofMillis(millis), action);
    }

    @Test
    void aScenarioIsReadFromTopToBottom() {
        Scenario scenario = parse("""
                title The wire is bad, and bob comes and goes
                # a comment
                wire loss 10%  # another
                wire delay 20ms

                at 3s bob returns
                at 1s bob leaves
                at 4s bob crashes
                at 5s bob returns
                at 6s bob resets
                """);
        assertEquals("The wire is bad, and bob comes and goes", scenario.title());
        assertEquals("loss 10% delay 20ms", scenario.firstWire().toString());
        assertEquals(List.of(event(1000, new Action.Leaves()), event(3000, new Action.Returns()),
                event(4000, new Action.Crashes()), event(5000, new Action.Returns()),
                event(6000, new Action.Resets())), scenario.schedule());
        assertEquals(Duration.ofSeconds(6), scenario.lastEvent().orElseThrow());
    }

    @Test
    void whatTakesTimeMayDoSoFromTheStart() {
        assertEquals(List.of(event(0, new Action.Takes(Duration.ofMillis(50))),
                event(3000, new Action.Takes(Duration.ZERO))),
                parse("bob takes 50ms\nat 3s bob takes 0ms").schedule());
    }

    @Test
    void withoutATitleItsNameIsOne() {
        assertEquals("my", parse("wire cut").title());
    }

    @Test
    void anEmptyFileIsAScenarioInWhichNothingHappens() {
        assertEquals("clear", parse("").firstWire().toString());
    }

    @Test
    void paceOfAScenarioReplacesThatOfTheRun() {
        Workload ofRun = new Workload(500, 60, 100);
        assertEquals(new Workload(6, 60, 0.5), parse("alice sends 6 every 2s  # seldom").workload(ofRun));
        assertEquals(ofRun, parse("wire cut").workload(ofRun));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice sends 6 every 2s\nalice sends 7 every 2s", "alice sends 0 every 2s",
        "alice sends 6 every 0s", "alice sends 6 every 1", "alice sends 6"})
    void paceMustBeOneAndInRange(String text) {
        assertThrows(IllegalArgumentException.class, () -> parse(text));
    }

    @Test
    void itsTextIsKeptToBeCopied() {
        String text = "wire cut  # for ever\n";
        assertEquals(text, parse(text).text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            wire los 10%                    | my.lab:1
            at 1s bob sleeps                | my.lab:1: 'sleeps' is not an action of bob: use leaves, crashes, returns, resets, or takes with a time such as 50ms
            at 1s bob leaves now            | my.lab:1: unexpected 'now'
            at 1s bob takes                 | my.lab:1: takes requires a time for each message, such as 50ms
            at 1s alice leaves              | my.lab:1: in a scenario only bob, the receiver, has actions
            at 1s carol leaves              | my.lab:1:7: 'carol' is unknown
            wait 1s                         | my.lab:1: a scenario has lines such as: wire loss 10%, at 1s wire cut, at 2s bob leaves
            at 1s bob returns               | my.lab: at 1000ms bob cannot return: he is present
            wire carol>bob loss 1%          | my.lab:1
            wire loss 200%                  | my.lab:1
            at 1s bus heal                  | my.lab: at 1000ms the bus cannot be healed: it is not cut
            at 1s bus mends                 | my.lab:1
            """)
    void errorIsReportedWithItsPlace(String line, String start) {
        String message = assertThrows(IllegalArgumentException.class, () -> parse(line)).getMessage();
        assertEquals(start, message.substring(0, Math.min(start.length(), message.length())), message);
    }

    @Test
    void bobCannotLeaveOrResetWhileAway() {
        assertThrows(IllegalArgumentException.class, () -> parse("at 1s bob leaves\nat 2s bob crashes"));
        assertThrows(IllegalArgumentException.class, () -> parse("at 1s bob leaves\nat 2s bob resets"));
    }

    @Test
    void wireThatBecomesInvalidLaterIsRejectedAtOnce() {
        assertThrows(IllegalArgumentException.class,
                () -> parse("wire delay 20ms jitter 10ms\nat 1s wire delay 5ms jitter 10ms"));
    }

    @ParameterizedTest
    @FieldSource("netkit.compare.scenario.Scenarios#NAMES")
    void shippedScenariosAreValid(String name) {
        Scenario scenario = Scenarios.named(name).orElseThrow();
        assertEquals(name, scenario.name());
        assertEquals(-1, scenario.title().indexOf('#'), scenario.title());
    }
}
