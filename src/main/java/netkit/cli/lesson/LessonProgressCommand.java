package netkit.cli.lesson;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.cli.terminal.Table;
import netkit.lesson.progress.LessonProgress;
import netkit.lesson.progress.LessonState;
import netkit.lesson.progress.Progress;
import netkit.report.Json;

/** {@code netkit lesson progress}: what was done in each lesson. */
@Command(name = "progress", description = {"Show what you have done in each lesson.",
    "It is stored in .netkit/progress.json of your folder, and nowhere else."}, //
        footerHeading = "%nExamples:%n",
        footer = {"  netkit lesson progress", "  netkit lesson progress --json"})
final class LessonProgressCommand implements Callable<Integer> {
    private static final int COLUMNS = 80;

    @Spec
    CommandSpec spec;

    @Mixin
    LessonOptions options;

    @Mixin
    TextLanguage language;

    @Option(names = "--json", description = "Print JSON: all answers, with their times.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = options.progress(spec).read();
        if (json) {
            Json.print(out, progress);
            return ExitCode.DONE;
        }
        List<LessonState> begun = options.states(language, progress).stream().filter(LessonState::hasBegun)
                .toList();
        if (begun.isEmpty()) {
            out.println("Nothing is stored in this folder yet. Begin with: netkit lesson 1");
        } else {
            Table table = new Table(2).right("lesson", 0).words("", 16).left("step", 0)
                    .left("predictions", 0).right("hints", 0).right("checks", 0).left("exercise", 0);
            begun.forEach(state -> table.row(row(state)));
            table.lines(COLUMNS).forEach(out::println);
        }
        out.flush();
        return ExitCode.DONE;
    }

    private static List<String> row(LessonState state) {
        LessonProgress done = state.progress().orElseThrow();
        long right = done.predictions().values().stream().filter(one -> Boolean.TRUE.equals(one.right()))
                .count();
        String exercise = !state.lesson().hasExercise() ? "–"
                : done.hasPassed() ? "passed" + (done.hasGivenUp() ? ", solution seen" : "")
                        : done.hasGivenUp() ? "solution seen" : done.file() == null ? "" : "not passed";
        return List.of(Integer.toString(state.lesson().number()), state.lesson().title(),
                done.step() + " of " + state.steps(),
                done.predictions().isEmpty() ? "–" : right + " of " + done.predictions().size() + " right",
                Integer.toString(done.hints()), Integer.toString(done.checks()), exercise);
    }
}
