package netkit.cli.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of option values beyond their types. */
public final class Usage {
    private Usage() {}

    /** @throws ParameterException with the one-line message, unless the condition holds */
    public static void check(CommandSpec spec, boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
