package netkit.cli;

import picocli.CommandLine.Model.CommandSpec;

/**
 * Builds the specifications of commands. The build generates a class that does so by plain calls (SpecGenerator), which
 * is several times faster than to read the annotations; without it, as in an editor, they are read.
 */
abstract class CommandSpecs {
    /** The generated class, as soon as it is loaded. */
    private static CommandSpecs generated;

    /**
     * Returns the specification of a command.
     *
     * @param command gets the values of the options
     * @param next the word after the command's name: if that is a subcommand, the others may be left out
     */
    abstract CommandSpec of(String name, Object command, String next);

    static void announce(CommandSpecs specs) {
        generated = specs;
    }

    static CommandSpecs fastest() {
        try {
            Class.forName("netkit.cli.GeneratedSpecs");
            return generated;
        } catch (ClassNotFoundException _) {
            return annotated();
        }
    }

    static CommandSpecs annotated() {
        return new CommandSpecs() {
            @Override
            CommandSpec of(String name, Object command, String next) {
                return CommandSpec.forAnnotatedObject(command);
            }
        };
    }
}
