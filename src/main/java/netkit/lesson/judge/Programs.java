package netkit.lesson.judge;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import netkit.lesson.check.CheckStep;

/** The runs of the student's program that may go on at the same time; most checks have one. */
final class Programs implements AutoCloseable {
    private static final String ONLY = "the program";

    private final Map<String, ProgramSteps> all = new LinkedHashMap<>();
    private ProgramSteps last;

    /**
     * @param names empty for one
     * @param make makes the steps of the program with this name
     */
    Programs(List<String> names, Function<String, ProgramSteps> make) {
        (names.isEmpty() ? List.of(ONLY) : names).forEach(name -> all.put(name, make.apply(name)));
        last = first();
    }

    ProgramSteps of(String name) {
        return all.get(name);
    }

    ProgramSteps first() {
        return all.values().iterator().next();
    }

    /** Returns that of the last step. */
    ProgramSteps last() {
        return last;
    }

    Collection<ProgramSteps> all() {
        return all.values();
    }

    void run(CheckStep.Named step)
            throws CheckFailedException, InconclusiveException, InterruptedException {
        last = all.get(step.program());
        last.run(step.step());
    }

    /** Whether those that have been started have ended, and none was killed by the judge. */
    boolean haveEnded() {
        List<RunningProgram> started = all.values().stream().flatMap(one -> one.program().stream()).toList();
        return !started.isEmpty()
                && started.stream().allMatch(one -> one.status().isPresent() && one.isSilent());
    }

    /** Returns the longest time for which one of them was ready to go on, and got no processor. */
    Duration waitedForProcessor() {
        return all.values().stream().map(ProgramSteps::waitedForProcessor).max(Duration::compareTo)
                .orElseThrow();
    }

    @Override
    public void close() {
        all.values().forEach(ProgramSteps::close);
    }
}
