package netkit.cli.lesson;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.lesson.Glossary;
import netkit.lesson.Lessons;

/** {@code netkit lesson term}: the glossary. */
@Command(name = "term", description = {"Explain a term in three sentences, with a command that shows it.",
    "Without TERM: lists the terms."}, //
        footerHeading = "%nExamples:%n", //
        footer = {"  netkit lesson term", "  netkit lesson term socket",
            "  netkit lesson term message queue"})
public final class TermCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "TERM", description = "The term, of one word or several.")
    List<String> words = List.of();

    @Override
    public Integer call() throws IOException {
        Glossary glossary = Lessons.packed().glossary();
        if (words.isEmpty()) {
            list(glossary);
            return ExitCode.DONE;
        }
        String typed = String.join(" ", words);
        Glossary.Term term = glossary.find(typed).orElseThrow(() -> new ParameterException(
                spec.commandLine(),
                "there is no term '" + typed + "'; 'netkit lesson term' lists them"));
        Documents.print(spec.commandLine(), term.markdown());
        return ExitCode.DONE;
    }

    private void list(Glossary glossary) {
        PrintWriter out = spec.commandLine().getOut();
        for (Glossary.Term term : glossary.terms()) {
            String also = term.synonyms().isEmpty() ? "" : "also: " + String.join(", ", term.synonyms());
            out.println("%-18s %s".formatted(term.name(), also).stripTrailing());
        }
        out.println();
        out.println("More on one of them: netkit lesson term socket");
        out.flush();
    }
}
