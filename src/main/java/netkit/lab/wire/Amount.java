package netkit.lab.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number with its unit as typed on a command line, {@code 250ms}, {@code 64k}, {@code 10%}, {@code 10mbit}, and the
 * conversion back to that text. Text that is not such an amount causes an {@link IllegalArgumentException} with a
 * one-line message for the user.
 *
 * @param unit in lower case, empty if there is none
 */
public record Amount(BigDecimal number, String unit) {
    private static final Pattern NUMBER_AND_UNIT = Pattern
            .compile("([0-9]{1,15}(?:\\.[0-9]{1,20})?)([a-zA-Z%/]*)");
    /** A long holds every number of this many digits. */
    private static final int MAX_DIGITS = 15;
    private static final Map<String, Long> NANOS = Map.of("ns", 1L, "us", 1_000L, "ms", 1_000_000L, "s",
            1_000_000_000L, "m", 60_000_000_000L, "h", 3_600_000_000_000L);
    private static final Map<String, Long> BYTES = Map.of("", 1L, "b", 1L, "k", 1L << 10, "m", 1L << 20, "g",
            1L << 30);
    private static final Map<String, Long> BITS = Map.of("bit", 1L, "kbit", 1_000L, "mbit", 1_000_000L,
            "gbit", 1_000_000_000L);

    /** @param expected completes the error message "'5x' is not …" */
    public static Amount parse(String text, String expected) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        if (!matcher.matches()) {
            throw invalid(text, expected);
        }
        return new Amount(new BigDecimal(matcher.group(1)), matcher.group(2).toLowerCase(Locale.ROOT));
    }

    /** Parses a duration such as {@code 250ms}, {@code 2s} or {@code 1m}; the unit is required. */
    public static Duration duration(String text) {
        OptionalLong whole = whole(text, NANOS);
        if (whole.isPresent()) {
            return Duration.ofNanos(whole.getAsLong());
        }
        String expected = "a duration: write for example 250ms, 2s or 1m";
        BigInteger nanos = parse(text, expected).in(NANOS).orElseThrow(() -> invalid(text, expected))
                .toBigInteger();
        if (nanos.bitLength() >= Long.SIZE) {
            throw invalid(text, expected);
        }
        return Duration.ofNanos(nanos.longValueExact());
    }

    /** Parses a size in bytes such as {@code 512}, {@code 64k} or {@code 16m}; the suffixes are powers of 1024. */
    public static int size(String text) {
        OptionalLong whole = whole(text, BYTES);
        if (whole.isPresent() && whole.getAsLong() <= Integer.MAX_VALUE) {
            return (int) whole.getAsLong();
        }
        String expected = "a size: write for example 512, 64k or 16m (less than 2g)";
        BigDecimal bytes = parse(text, expected).in(BYTES).orElseThrow(() -> invalid(text, expected));
        try {
            return bytes.intValueExact();
        } catch (ArithmeticException _) {
            throw invalid(text, expected);
        }
    }

    /**
     * Returns the usual amount, a whole number and a unit; empty for all others. Most commands have such a default, and
     * BigDecimal takes long to load when a short command starts.
     */
    private static OptionalLong whole(String text, Map<String, Long> units) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        Long factor = units.get(text.substring(digits).toLowerCase(Locale.ROOT));
        if (factor == null || digits == 0 || digits > MAX_DIGITS) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(text, 0, digits, 10);
        return Math.multiplyHigh(number, factor) == 0 && number * factor >= 0
                ? OptionalLong.of(number * factor)
                : OptionalLong.empty();
    }

    /** Parses a percentage such as {@code 10%}; returns it as a fraction from 0 to 1. */
    public static double percentage(String text) {
        String expected = "a percentage from 0% to 100%: write for example 10%";
        Amount amount = parse(text, expected);
        if (!amount.unit.equals("%") || amount.number.compareTo(BigDecimal.valueOf(100)) > 0) {
            throw invalid(text, expected);
        }
        return amount.number.movePointLeft(2).doubleValue();
    }

    /**
     * Returns the bits per second if the unit is {@code bit}, {@code kbit}, {@code mbit} or {@code gbit} (powers of
     * 1000).
     */
    public Optional<BigDecimal> bits() {
        return in(BITS);
    }

    private Optional<BigDecimal> in(Map<String, Long> units) {
        return Optional.ofNullable(units.get(unit))
                .map(factor -> number.multiply(BigDecimal.valueOf(factor)));
    }

    private static IllegalArgumentException invalid(String text, String expected) {
        return new IllegalArgumentException("'" + text + "' is not " + expected);
    }

    /** Returns a duration as {@link #duration} reads it: {@code 1.5s}, {@code 250us}. */
    public static String text(Duration time) {
        long nanos = time.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        String unit = nanos >= 1_000_000_000 ? "s" : nanos >= 1_000_000 ? "ms" : nanos >= 1_000 ? "us" : "ns";
        return quotient(nanos, NANOS.get(unit)) + unit;
    }

    /** Returns a size as {@link #size} reads it: {@code 64k}, {@code 1500b}. */
    public static String sizeText(int bytes) {
        if (bytes == 0) {
            return "0b";
        }
        int shift = Math.min(Integer.numberOfTrailingZeros(bytes) / 10, 3);
        return (bytes >> 10 * shift) + "bkmg".substring(shift, shift + 1);
    }

    /** Returns a fraction as {@link #percentage} reads it: {@code 10%}. */
    public static String percentageText(double fraction) {
        return plain(BigDecimal.valueOf(fraction).movePointRight(2)) + "%";
    }

    /** Returns a rate with the largest unit that fits: {@code 10mbit}. */
    public static String rateText(long bitsPerSecond) {
        String unit = bitsPerSecond >= 1_000_000_000 ? "gbit"
                : bitsPerSecond >= 1_000_000 ? "mbit" : bitsPerSecond >= 1_000 ? "kbit" : "bit";
        return quotient(bitsPerSecond, BITS.get(unit)) + unit;
    }

    private static String quotient(long number, long unit) {
        return plain(BigDecimal.valueOf(number).divide(BigDecimal.valueOf(unit))); // a power of ten: exact
    }

    /** Returns a number without exponent or trailing zeros: {@code 5}, {@code 2.5}. */
    static String plain(double number) {
        return plain(BigDecimal.valueOf(number));
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
