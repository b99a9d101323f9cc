package netkit.cli.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What options may not be, beyond what their types say. */
public final class Usage {
    private Usage() {}

    /** @throws ParameterException with this one line, unless it is right */
    public static void check(CommandSpec spec, boolean right, String otherwise) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
