package netkit.cli.lesson;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.cli.option.Usage;

/** {@code netkit guide}: the guides, to be read in the terminal. */
@Command(name = "guide", description = {"Print a guide: one page about a part of netkit.",
    "Without NAME: lists the guides."}, //
        footerHeading = "%nExamples:%n", //
        footer = {"  netkit guide", "  netkit guide chat", "  netkit guide lab | less"})
public final class GuideCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Name of the guide, such as chat.")
    String name;

    @Override
    public Integer call() throws IOException {
        if (name == null) {
            list();
            return ExitCode.DONE;
        }
        Usage.check(spec, Documents.GUIDES.contains(name),
                "there is no guide '" + name + "'; there are " + String.join(", ", Documents.GUIDES));
        Documents.print(spec.commandLine(), Documents.guide(name));
        return ExitCode.DONE;
    }

    private void list() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        for (String guide : Documents.GUIDES) {
            out.printf("netkit guide %-12s %s%n", guide, Documents.title(Documents.guide(guide)));
        }
        out.flush();
    }
}
