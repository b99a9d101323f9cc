package netkit.lesson.judge;

import java.util.List;
import java.util.Optional;

import netkit.lesson.check.Check;

/**
 * What all checks of an exercise came to. Checking ends at the first check that does not pass.
 *
 * @param seed with which the same values come again
 * @param outcomes in the order in which the checks ran
 * @param left the checks that did not run
 */
public record Verdict(long seed, List<CheckOutcome> outcomes, List<Check> left) {
    /** Whether the core was checked, and all of it passed: the student is through. */
    public boolean isThrough() {
        return outcomes.stream().anyMatch(outcome -> outcome.check().core())
                && left.stream().noneMatch(Check::core) && outcomes.stream()
                        .allMatch(
                                outcome -> !outcome.check().core()
                                        || outcome.status() == CheckOutcome.Status.PASSED);
    }

    public boolean allPassed() {
        return left.isEmpty()
                && outcomes.stream().allMatch(outcome -> outcome.status() == CheckOutcome.Status.PASSED);
    }

    /** Returns the check that did not pass. */
    public Optional<CheckOutcome> firstFailed() {
        return outcomes.stream().filter(outcome -> outcome.status() != CheckOutcome.Status.PASSED)
                .findFirst();
    }
}
