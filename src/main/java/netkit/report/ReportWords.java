package netkit.report;

import java.util.List;
import java.util.Locale;

/** Formats numbers and lists for the report. */
final class ReportWords {
    private static final int MAX_RANGES = 12;

    private ReportWords() {}

    /** Returns a time in three significant digits: {@code 0.42 ms}, {@code 204 ms}, {@code 3.21 s}. */
    static String time(double nanos) {
        double millis = nanos / 1e6;
        if (millis < 999.5) {
            return digits(millis) + " ms";
        }
        return digits(millis / 1e3) + " s";
    }

    /** Returns three significant digits, at most two decimals. */
    static String digits(double value) {
        return String.format(Locale.ROOT, value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value);
    }

    /** Returns a round value for an axis of times: {@code 200 ms}, {@code 0.1 ms}, {@code 2 s}. */
    static String tick(double nanos) {
        return nanos == 0 ? "0" : nanos < 1e9 ? plain(nanos / 1e6) + " ms" : plain(nanos / 1e9) + " s";
    }

    /** Returns the number without trailing zeros, at most four decimals. */
    static String plain(double value) {
        if (value == Math.rint(value)) {
            return Numbers.grouped((long) value);
        }
        return String.format(Locale.ROOT, "%.4f", value).replaceAll("0+$", "");
    }

    /** Returns the amount for each message: {@code 3.40}, {@code 12}, {@code 1,204}. */
    static String per(double amount, int messages) {
        double value = messages == 0 ? 0 : amount / messages;
        return value < 9.995 ? String.format(Locale.ROOT, "%.2f", value) : Numbers.grouped(Math.round(value));
    }

    /** Returns a number of bytes: {@code 1,204 bytes}, {@code 103 kB}, {@code 1.3 MB}. */
    static String bytes(double bytes) {
        return bytes < 10_000 ? Numbers.counted(Math.round(bytes), "byte")
                : bytes < 1e6 ? plain(Math.rint(bytes / 1e3)) + " kB"
                        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    /**
     * Returns the numbers as ranges, such as {@code 3, 17–21, 40}, and how many more there are.
     *
     * @param numbers in ascending order
     */
    static String ranges(List<Integer> numbers) {
        return NumberRanges.text(numbers, MAX_RANGES);
    }
}
