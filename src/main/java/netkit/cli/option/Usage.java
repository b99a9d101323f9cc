package netkit.cli.option;

import java.time.Duration;

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

    /**
     * @param time null if the option was not given
     * @throws ParameterException if the time is shorter than a millisecond
     */
    public static void checkMillis(CommandSpec spec, String option, Duration time) {
        check(spec, time == null || time.toMillis() > 0, option + " must be at least 1ms");
    }

    /** A value that depends on options. */
    @FunctionalInterface
    public interface Value<T, E extends Exception> {
        /** @throws IllegalArgumentException with a one-line message if an option is invalid */
        T get() throws E;
    }

    /** Returns the value, or throws a {@link ParameterException} if an option is invalid. */
    public static <T, E extends Exception> T valid(CommandSpec spec, Value<T, E> value) throws E {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
