package netkit.cli.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.cli.option.Usage;
import netkit.cli.terminal.Terminals;

/** {@code netkit man}: shows the manual page of a command, or prints its source. */
@Command(name = "man", description = {"Show the manual page of a command.",
    "On a terminal it is shown by man; otherwise its source is printed, to be installed."},
        footerHeading = "%nExamples:%n", footer = {"  netkit man lab run", //
            "  netkit man >~/.local/share/man/man1/netkit.1", //
            "  netkit man udp-send | man -l -"})
public final class ManCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "A command (default: netkit itself).")
    List<String> words = List.of();

    private final Supplier<CommandLine> netkit;

    /** @param netkit returns the specification of all commands */
    public ManCommand(Supplier<CommandLine> netkit) {
        this.netkit = netkit;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine command = netkit.get();
        for (String word : words) {
            CommandLine child = command.getSubcommands().get(word);
            Usage.check(spec, child != null, "'" + String.join(" ", words) + "' is not a command of netkit");
            command = child;
        }
        String page = ManPage.of(command);
        if (!Terminals.interactive() || !show(ManPage.name(command), page)) {
            spec.commandLine().getOut().print(page);
            spec.commandLine().getOut().flush();
        }
        return ExitCode.DONE;
    }

    /** Returns false if there is no man here. */
    private static boolean show(String name, String page) throws IOException, InterruptedException {
        Path file = Files.createTempFile(name, ".1");
        try {
            Files.writeString(file, page);
            return new ProcessBuilder("man", file.toString()).inheritIO().start().waitFor() == 0;
        } catch (IOException _) {
            return false;
        } finally {
            Files.delete(file);
        }
    }
}
