package netkit.lesson.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BusGrammarTest {
    private static CheckPlan parse(String role, String steps) {
        return CheckFile.parse("checks.lab",
                "exercise " + role + "\ncheck one \"one\"\nprograms one two\n" + steps);
    }

    @Test
    void stepsOfTheBusAreRead() {
        List<CheckStep> steps = parse("joins a bus",
                "bus stops\nbus starts\nbus stalls\nbus reads\nbus has 2 subscribers within 8s\nbus carries 1")
                .checks().getFirst().lines().stream().map(Check.Line::step).toList();
        assertEquals(
                List.of(CheckStep.BusChange.STOPS, CheckStep.BusChange.STARTS, CheckStep.BusChange.STALLS,
                        CheckStep.BusChange.READS,
                        new CheckStep.BusHasSubscribers(2,
                                Optional.of(new Within(Duration.ofSeconds(8), false))),
                        new CheckStep.BusCarries(1)),
                steps);
    }

    @Test
    void peerConnectsToOneOfThePrograms() {
        assertEquals(new CheckStep.Connects("peer", Optional.of("two")),
                parse("joins a bus", "peer connects to two")
                        .checks().getFirst().lines().getFirst().step());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"joins a bus|bus sleeps|checks.lab:4:5: 'sleeps' is not expected here: the bus starts",
                "joins a bus|peer connects to three|checks.lab:4:18: 'three' is none of the programs",
                "listens|bus stops|checks.lab:4:1: this step is for servers that join a bus"})
    void mistakeIsToldWithItsPlace(String role, String step, String start) {
        String message = assertThrows(IllegalArgumentException.class, () -> parse(role, step)).getMessage();
        assertEquals(start, message.substring(0, Math.min(start.length(), message.length())), message);
    }
}
