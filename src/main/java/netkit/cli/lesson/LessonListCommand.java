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
import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;
import netkit.report.Json;

/** {@code netkit lesson list}: the lessons. */
@Command(name = "list", description = "List the lessons.", //
        footerHeading = "%nExamples:%n", footer = {"  netkit lesson list", "  netkit lesson list --json"})
final class LessonListCommand implements Callable<Integer> {
    private record Listed(int number, String id, String title, int minutes, String exercise) {}

    private record ListedAll(int schema, List<Listed> lessons) {}

    @Spec
    CommandSpec spec;

    @Mixin
    LessonOptions options;

    @Mixin
    TextLanguage language;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<Listed> all = language.of(options.lessons()).all().stream().map(LessonListCommand::listed)
                .toList();
        if (json) {
            Json.print(out, new ListedAll(Lesson.SCHEMA, all));
            return ExitCode.DONE;
        }
        all.forEach(one -> out.println("netkit lesson %-3d %-36s %3d min%s".formatted(one.number, one.title,
                one.minutes, one.exercise == null ? "" : "  " + one.exercise)));
        out.flush();
        return ExitCode.DONE;
    }

    private static Listed listed(LessonFolder folder) {
        try {
            Lesson lesson = folder.lesson();
            return new Listed(lesson.number(), lesson.id(), lesson.title(), lesson.minutes(),
                    lesson.hasExercise() ? lesson.exercise().name() : null);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
