package netkit.cli;

import picocli.CommandLine.Model.CommandSpec;

/**
 * Builds the specifications of commands. The build generates a class that does so by plain calls (SpecGenerator), which
 * is several times faster than to read the annotations; without it, as in an editor, they are read.
 */
abstract class CommandSpecs {
    /** The generated class, as soon as it is loaded. */
    private static CommandSpecs generated;

    /** Returns the specification of a command, which gets the values of its options. */
    abstract CommandSpec of(String name, Object command);

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
            CommandSpec of(String name, Object command) {
                return CommandSpec.forAnnotatedObject(command);
            }
        };
    }
}
