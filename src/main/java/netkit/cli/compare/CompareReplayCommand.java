package netkit.cli.compare;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.compare.Experiment;
import netkit.report.ComparedRun;

/** {@code netkit compare replay}: a saved result is run again, and held against the new one. */
@Command(name = "replay", sortOptions = false, //
        description = {"Run again what a saved result was made of, and say what is different now.", "",
            "The same messages over the same transports, the same scenarios, which are in the file, with the same seed,"
                    + " on the same ground. The exit code is 0 whether something is different or not.",
            ""})
final class CompareReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "What 'netkit compare --json FILE' has written.")
    private Path file;

    @Mixin
    private CompareOptions options;

    @Override
    public Integer call() throws Exception {
        options.check();
        SavedRun saved = SavedRun.read(file);
        Experiment plan = saved.experiment(file, options);
        return EnvironmentChoice.run(spec, Optional.of(plan.environment()), plan, choice -> {
            Comparison comparison = new Comparison(spec, options, choice.on(plan), choice);
            comparison.begin();
            ComparedRun run = comparison.run(Optional.empty(), plan.seed(), false);
            CompareDifferences differences = new CompareDifferences(saved, run);
            comparison.show(run, differences.lines(), Optional.of(differences.json(file.toString())));
            return run.isComplete() ? ExitCode.DONE : ExitCode.INCONCLUSIVE;
        });
    }
}
