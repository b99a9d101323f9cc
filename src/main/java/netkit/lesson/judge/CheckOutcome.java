package netkit.lesson.judge;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import netkit.lesson.check.Check;

/**
 * What one check came to.
 *
 * @param millis its time
 * @param failed why, if it failed or is inconclusive
 * @param value of a measurement
 * @param notes how this environment differs from a real network, for this check
 */
public record CheckOutcome(Check check, Status status, long millis, Optional<Failed> failed,
        OptionalLong value,
        List<String> notes) {
    /** Passed, failed, or neither. */
    public enum Status {
        PASSED, FAILED, INCONCLUSIVE
    }

    /**
     * A failed check, explained.
     *
     * @param line the number of the failed step in {@code checks.lab}; 0 if the program did not compile
     * @param step as written there
     * @param message what was expected and what happened
     * @param expected the wanted bytes, as text; empty if none were
     * @param received what came instead, as text
     * @param ladder what was sent and received, a line for each
     * @param printed the last lines of the program's output
     * @param diagnosis id of the lesson's diagnosis, or of the common symptom
     * @param symptom id of the common symptom
     */
    public record Failed(int line, String step, String message, String expected, String received,
            List<String> ladder, List<String> printed, String diagnosis, String symptom, String cause,
            String hint) {}
}
