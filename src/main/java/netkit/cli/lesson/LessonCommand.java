package netkit.cli.lesson;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;

/** {@code netkit lesson}: the lessons, to be read in the terminal. */
@Command(name = "lesson", subcommands = TermCommand.class, //
        description = {"Print a lesson: a question, an experiment, and what it shows.",
            "Without N: lists the lessons."}, //
        footerHeading = "%nExamples:%n", //
        footer = {"  netkit lesson", "  netkit lesson 1", "  netkit lesson 3 | less",
            "  netkit lesson term socket"})
public final class LessonCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "N", description = "Number of the lesson.")
    Integer number;

    @Override
    public Integer call() throws IOException {
        if (number == null) {
            list();
            return ExitCode.DONE;
        }
        Optional<String> folder = Documents.LESSONS.stream().filter(name -> number(name) == number)
                .findFirst();
        if (folder.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "there is no lesson " + number + "; there are "
                    + Documents.LESSONS.stream().map(name -> Integer.toString(number(name)))
                            .collect(Collectors.joining(", ")));
        }
        Documents.print(spec.commandLine(), Documents.lesson(folder.get()));
        return ExitCode.DONE;
    }

    private void list() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        for (String folder : Documents.LESSONS) {
            out.printf("netkit lesson %-2d  %s%n", number(folder),
                    Documents.title(Documents.lesson(folder)).replaceFirst("^\\d+ · ", ""));
        }
        out.flush();
    }

    private static int number(String folder) {
        return Integer.parseInt(folder.substring(0, folder.indexOf('-')));
    }
}
