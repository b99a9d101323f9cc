package netkit.cli.lesson;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.cli.option.Usage;
import netkit.lesson.lint.LessonTemplate;

/** {@code netkit lesson new}: a lesson to begin with. */
@Command(name = "new", description = {"Write a new lesson, which is small but complete.",
    "Change it step by step; 'netkit lesson lint DIR' says what is wrong with it."}, //
        footerHeading = "%nExamples:%n",
        footer = {"  netkit lesson new 22-my-topic", "  netkit lesson new 23-dns --lessons my-lessons"})
final class LessonNewCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "NN-TOPIC", description = "Number and topic, which name the folder.")
    String name;

    @Option(names = "--lessons", paramLabel = "DIR",
            description = "Folder of your lessons, in which it is created (default: this folder).")
    Path lessons = Path.of("");

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Usage.valid(spec, () -> LessonTemplate.write(lessons, name))
                .forEach(file -> out.println("created " + file));
        out.println("The language of checks.lab: netkit guide checks");
        out.println("What is wrong with it:      netkit lesson lint " + lessons.resolve(name));
        out.println("To read it:                 netkit lesson " + name.substring(0, 2)
                + " --lessons " + (lessons.toString().isEmpty() ? "." : lessons));
        out.flush();
        return ExitCode.DONE;
    }
}
