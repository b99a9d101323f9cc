package netkit.cli.option;

import java.time.Duration;
import java.util.function.Function;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import netkit.lab.wire.Amount;

/** Converters for whole numbers, durations, sizes and percentages as they are typed. */
public final class Quantity {
    private Quantity() {}

    public static int wholeInt(String text) {
        return (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    public static long wholeLong(String text) {
        return whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static long whole(String text, long least, long most) {
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException _) {
            String problem = text.matches("[+-]?[0-9]+") ? between(least, most) : "a whole number";
            throw new TypeConversionException("'" + text + "' is not " + problem);
        }
        if (number < least || number > most) {
            throw new TypeConversionException("'" + text + "' is not " + between(least, most));
        }
        return number;
    }

    private static String between(long least, long most) {
        return "between " + least + " and " + most;
    }

    /** {@code 250ms 2s 1m}. */
    public static Duration duration(String text) {
        return orTypeConversion(text, Amount::duration);
    }

    /** Rounds up to whole milliseconds, for settings in which 0 has another meaning. */
    public static Duration upToMillis(Duration time) {
        return Duration.ofMillis(Math.ceilDiv(time.toNanos(), 1_000_000));
    }

    /** {@code 512 64k 16m}: bytes. */
    public static final class Size implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return orTypeConversion(text, Amount::size);
        }
    }

    /** Turns a parser's {@link IllegalArgumentException} into picocli's exception with the same message. */
    public static <T> T orTypeConversion(String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
