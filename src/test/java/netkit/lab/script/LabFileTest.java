package netkit.lab.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabFileTest {
    private static String error(String... lines) {
        String text = String.join("\n", lines);
        return assertThrows(IllegalArgumentException.class, () -> LabFile.parse("x.lab", text), text)
                .getMessage();
    }

    @Test
    void settingsComeFirstAndStepsFollowInOrder() {
        LabPlan plan = LabFile.parse("x.lab", """
                # What this is about.
                title A cut, and what TCP makes of it
                hosts ann, bea  # two of them
                seed 7
                limit 20s

                wire delay 20ms
                bea serves: netkit udp-listen 9001
                wait until bea listens
                at 1s wire cut
                """);

        assertEquals(Optional.of("A cut, and what TCP makes of it"), plan.title());
        assertEquals(List.of("ann", "bea"), plan.hosts());
        assertEquals(OptionalLong.of(7), plan.seed());
        assertEquals(Duration.ofSeconds(20), plan.limit());
        assertEquals(List.of(7, 8, 9, 10), plan.lines().stream().map(LabLine::number).toList());
        assertEquals("at 1s wire cut", plan.lines().getLast().text());
    }

    @Test
    void defaultsAreAliceAndBobAndALimitOfOneMinute() {
        LabPlan plan = LabFile.parse("x.lab", "at 1s alice: ping -c 1 bob\r\n");

        assertEquals(List.of("alice", "bob"), plan.hosts());
        assertEquals(OptionalLong.empty(), plan.seed());
        assertEquals(Duration.ofMinutes(1), plan.limit());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '!', value = {
        "seed x; x.lab:1:6: 'x' is not a seed: write a whole number",
        "limit; x.lab:1:6: '' is not a duration",
        "limit 0s; x.lab:1:7: the limit must be more than 0",
        "hosts alice; x.lab:1:7: a lab has 2 to 16 hosts, not 1",
        "hosts alice at; x.lab:1:7: a host cannot be named 'at': the word",
        "alice: ls | wc; x.lab:1:11: '|' is shell syntax"})
    void errorGivesFileLineAndColumn(String line, String message) {
        assertTrue(error(line, "alice: true").startsWith(message), error(line, "alice: true"));
    }

    @Test
    void settingAfterAStepIsRejected() {
        assertEquals("x.lab:2:1: seed must come before the first step, which is in line 1",
                error("alice: true", "seed 7"));
    }

    @Test
    void fileThatStartsNoProgramIsRejected() {
        assertTrue(error("wire loss 10%").startsWith("x.lab: no step starts a program"));
    }

    @Test
    void stepsMayNameOnlyTheHostsOfTheFile() {
        assertTrue(error("hosts ann bea", "alice: true").startsWith("x.lab:2:1: 'alice' is unknown"));
    }
}
