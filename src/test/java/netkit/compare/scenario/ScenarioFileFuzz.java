package netkit.compare.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;

import netkit.lab.wire.Amount;
import netkit.testing.FuzzInput;

/**
 * Scenario files: nothing is thrown but an {@link IllegalArgumentException} that names the file, and the events are the
 * same after they are written.
 */
public final class ScenarioFileFuzz {
    private ScenarioFileFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Scenario scenario;
        try {
            scenario = ScenarioFile.parse("x", "x.lab", FuzzInput.utf8(input));
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().startsWith("x.lab:") && e.getMessage().lines().count() == 1,
                    e.getMessage());
            return;
        }
        String written = scenario.wire().stream().map(change -> "wire " + change + "\n")
                .collect(Collectors.joining())
                + scenario.schedule().stream()
                        .map(event -> "at " + Amount.text(event.at()) + " "
                                + ScenarioFile.text(event.action()) + "\n")
                        .collect(Collectors.joining());
        Scenario again = ScenarioFile.parse("x", "x.lab", written);
        assertEquals(scenario.schedule().toString(), again.schedule().toString());
        assertEquals(scenario.wire().toString(), again.wire().toString());
    }
}
