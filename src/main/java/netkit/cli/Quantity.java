package netkit.cli;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Whole numbers, durations, sizes and percentages as they are typed. */
final class Quantity {
    private static final Pattern NUMBER_AND_UNIT = Pattern
            .compile("(\\d{1,15}(?:\\.\\d{1,9})?)([a-zA-Z%/]*)");
    private static final Map<String, Double> NANOS_IN = Map.of("ns", 1.0, "us", 1e3, "ms", 1e6, "s", 1e9, "m",
            60e9, "h",
            3600e9);
    private static final Map<String, Integer> BYTES_IN = Map.of("", 1, "b", 1, "k", 1 << 10, "m", 1 << 20,
            "g", 1 << 30);

    private Quantity() {}

    /** A number and the word behind it: {@code 250} and {@code ms}. */
    record Parts(double number, String unit) {
        static Parts of(String text, String what) {
            Matcher matcher = NUMBER_AND_UNIT.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + text + "' is not " + what);
            }
            return new Parts(Double.parseDouble(matcher.group(1)), matcher.group(2).toLowerCase(Locale.ROOT));
        }
    }

    static int wholeInt(String text) {
        return (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    static long wholeLong(String text) {
        return whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static long whole(String text, long least, long most) {
        BigInteger number;
        try {
            number = new BigInteger(text);
        } catch (NumberFormatException _) {
            throw new TypeConversionException("'" + text + "' is not a whole number");
        }
        if (number.compareTo(BigInteger.valueOf(least)) < 0
                || number.compareTo(BigInteger.valueOf(most)) > 0) {
            throw new TypeConversionException("'" + text + "' is not between " + least + " and " + most);
        }
        return number.longValue();
    }

    /** {@code 250ms 2s 1m}: a unit is always needed. */
    static Duration duration(String text) {
        String what = "a duration: write for example 250ms, 2s or 1m";
        Parts parts = Parts.of(text, what);
        Double nanos = NANOS_IN.get(parts.unit);
        if (nanos == null || parts.number * nanos > Long.MAX_VALUE) {
            throw new TypeConversionException("'" + text + "' is not " + what);
        }
        return Duration.ofNanos((long) (parts.number * nanos));
    }

    /** {@code 512 64k 16m}: bytes, with the letters for powers of 1024. */
    static final class Size implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            String what = "a size: write for example 512, 64k or 16m (less than 2g)";
            Parts parts = Parts.of(text, what);
            Integer bytes = BYTES_IN.get(parts.unit);
            if (bytes == null || parts.number * bytes > Integer.MAX_VALUE
                    || parts.number * bytes % 1 != 0) {
                throw new TypeConversionException("'" + text + "' is not " + what);
            }
            return (int) (parts.number * bytes);
        }
    }

    /** {@code 10%}: becomes a fraction of 1. */
    static final class Percentage implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            String what = "a percentage from 0% to 100%: write for example 10%";
            Parts parts = Parts.of(text, what);
            if (!parts.unit.equals("%") || parts.number > 100) {
                throw new TypeConversionException("'" + text + "' is not " + what);
            }
            return parts.number / 100;
        }
    }

    /** Lets a value's own parser speak to the user: its message is the one line. */
    static <T> T orTypeConversion(String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
