package netkit.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;

/** {@code netkit compare}: the same messages over several transports, and what each delivered. */
@Command(name = "compare", description = "Being rebuilt.")
final class CompareCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return ExitCode.DONE;
    }
}
