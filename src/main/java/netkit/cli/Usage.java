package netkit.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What options may not be, beyond what their types say. */
final class Usage {
    private Usage() {}

    /** @throws ParameterException with this one line, unless it is right */
    static void check(CommandSpec spec, boolean right, String otherwise) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
