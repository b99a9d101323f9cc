package netkit.cli.reference;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;

/** {@code netkit completion}: prints the script that completes command lines in a shell. */
@Command(name = "completion",
        description = {"Print the script that completes netkit's command lines in a shell.",
            "It completes commands, options, known values and file names."},
        footerHeading = "%nExamples:%n",
        footer = {"  netkit completion bash >~/.netkit.bash",
            "    echo 'source ~/.netkit.bash' >>~/.bashrc",
            "  netkit completion zsh >~/.netkit.zsh",
            "    echo 'source ~/.netkit.zsh' >>~/.zshrc",
            "  netkit completion fish >~/.config/fish/completions/netkit.fish"})
public final class CompletionCommand implements Callable<Integer> {
    /** The shells. The script for bash serves zsh too. */
    enum Shell {
        BASH, ZSH, FISH
    }

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "The shell: bash, zsh or fish.")
    Shell shell;

    private final Supplier<CommandLine> netkit;

    /** @param netkit returns the specification of all commands */
    public CompletionCommand(Supplier<CommandLine> netkit) {
        this.netkit = netkit;
    }

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(switch (shell) {
            case BASH, ZSH -> AutoComplete.bash("netkit", netkit.get());
            case FISH -> FishCompletion.of(netkit.get());
        });
        spec.commandLine().getOut().flush();
        return ExitCode.DONE;
    }
}
