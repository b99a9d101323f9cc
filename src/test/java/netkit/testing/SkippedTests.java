package netkit.testing;

import java.util.Map;
import java.util.TreeMap;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * A listener that prints at the end of a test run how many tests were skipped, grouped by the reason, so that a missing
 * program is named once. {@code META-INF/services} registers it.
 */
public final class SkippedTests implements TestExecutionListener {
    private static final String PREFIX = "Assumption failed: ";

    private final Map<String, Long> countsByReason = new TreeMap<>();
    private TestPlan plan;

    @Override
    public void testPlanExecutionStarted(TestPlan testPlan) {
        plan = testPlan;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            count(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        count(test, reason);
    }

    /** Counts a skipped class as all of its tests. */
    private synchronized void count(TestIdentifier test, String reason) {
        long tests = test.isTest() ? 1
                : Math.max(1, plan.getDescendants(test).stream().filter(TestIdentifier::isTest).count());
        String firstLine = reason.lines().findFirst().orElse("");
        countsByReason.merge(
                firstLine.startsWith(PREFIX) ? firstLine.substring(PREFIX.length()) : firstLine, tests,
                Long::sum);
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan testPlan) {
        if (countsByReason.isEmpty()) {
            return;
        }
        StringBuilder summary = new StringBuilder("Skipped tests, by what they need:\n");
        countsByReason.forEach((reason, tests) -> summary
                .append("%6d %s: %s%n".formatted(tests, tests == 1 ? "test" : "tests", reason)));
        System.out.print(summary);
        System.out.flush();
        countsByReason.clear();
    }
}
