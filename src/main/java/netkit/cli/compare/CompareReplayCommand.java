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
import netkit.cli.option.Usage;
import netkit.compare.Experiment;
import netkit.compare.scenario.Environment;
import netkit.report.ComparedRun;

/** {@code netkit compare replay}: runs a saved comparison again and compares the two results. */
@Command(name = "replay", sortOptions = false, //
        description = {"Run a saved comparison again and list the differences.", "",
            "Transports, scenarios, messages, seed and environment are read from the file. The exit code is 0 even if"
                    + " the results differ.",
            ""},
        footerHeading = "%nExamples:%n", footer = {"  netkit compare --seed 7 --json run.json",
            "  netkit compare replay run.json", "  netkit compare replay run.json --on relay --details"})
final class CompareReplayCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Result written by 'netkit compare --json FILE'.")
    Path file;

    @Mixin
    CompareOptions options;

    @Override
    public Integer call() throws Exception {
        options.check();
        SavedRun saved = SavedRun.read(file);
        Experiment plan = saved.experiment(file, options);
        Usage.check(spec, plan.environment() != Environment.MACHINES, "'" + file
                + "' is of two machines: to run it on this one, add --on relay");
        return EnvironmentChoice.run(spec, Optional.of(plan.environment()), plan, choice -> {
            Comparison comparison = new Comparison(spec, options, plan.in(choice.environment()), choice);
            comparison.begin();
            ComparedRun run = comparison.run(Optional.empty(), plan.seed(), false);
            CompareDifferences differences = new CompareDifferences(saved, run);
            comparison.show(run, differences.lines(Style.of(spec)),
                    Optional.of(differences.json(file.toString())));
            return run.isComplete() ? ExitCode.DONE : ExitCode.INTERRUPTED;
        });
    }
}
