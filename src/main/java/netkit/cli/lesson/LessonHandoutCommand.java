package netkit.cli.lesson;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.cli.option.Usage;
import netkit.lesson.LessonFolder;
import netkit.report.HandoutPage;

/** {@code netkit lesson handout}: a lesson on paper. */
@Command(name = "handout", description = {
    "Write a lesson as one HTML page to print, with room for predictions.",
    "The sheet for the predictions comes first, since the text tells what happens. Your browser prints the page, or saves it"
            + " as PDF."}, //
        footerHeading = "%nExamples:%n",
        footer = {"  netkit lesson handout 4", "  netkit lesson handout 4 --teacher --out for-me.html"})
final class LessonHandoutCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    LessonOptions options;

    @Mixin
    TextLanguage language;

    @Parameters(paramLabel = "N", description = "Number of the lesson.")
    Integer number;

    @Option(names = "--teacher", description = "Write the page for teachers instead, which has the answers.")
    boolean forTeacher;

    @Option(names = "--out", paramLabel = "FILE",
            description = "The file to write (default: lesson-NN.html, or lesson-NN-teacher.html, in this folder).")
    Path file;

    @Override
    public Integer call() throws IOException {
        LessonFolder folder = options.lesson(language, number);
        Path target = file != null ? file
                : Path.of(String.format(Locale.ROOT,
                        forTeacher ? "lesson-%02d-teacher.html" : "lesson-%02d.html",
                        number));
        if (forTeacher) {
            Usage.check(spec, folder.has(LessonFolder.TEACHER),
                    "lesson " + number + " has no page for teachers (" + LessonFolder.TEACHER + ")");
            HandoutPage.writeForTeacher(target, folder);
        } else {
            HandoutPage.write(target, folder);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("wrote " + target);
        out.flush();
        return ExitCode.DONE;
    }
}
