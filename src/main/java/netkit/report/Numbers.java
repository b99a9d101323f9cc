package netkit.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Formats numbers and times for people, independently of the locale. */
public final class Numbers {
    private Numbers() {}

    /** Returns {@code 1 datagram}, {@code 1,000 datagrams}. */
    public static String counted(long number, String noun) {
        return grouped(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** Returns {@code 1,000}. */
    public static String grouped(long number) {
        return 0 <= number && number < 1000 ? Long.toString(number)
                : String.format(Locale.ROOT, "%,d", number);
    }

    /** Returns milliseconds, such as {@code 0.214}; of 10 s and more in whole ones: {@code 10000}. */
    public static String millis(double nanos) {
        double millis = nanos / 1e6;
        return String.format(Locale.ROOT, millis < 9_999.9995 ? "%.3f" : "%.0f", millis);
    }

    /** Returns a time in three significant digits: {@code 0.42 ms}, {@code 204 ms}, {@code 3.21 s}. */
    static String time(double nanos) {
        double millis = nanos / 1e6;
        return millis < 999.5 ? digits(millis) + " ms" : digits(millis / 1e3) + " s";
    }

    /** Returns three significant digits or more, at most two decimals: {@code 0.41}, {@code 12.3}, {@code 3217}. */
    public static String digits(double value) {
        return String.format(Locale.ROOT, value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value);
    }

    /** Returns a round time: {@code 200 ms}, {@code 0.1 ms}, {@code 2 s}. */
    static String tick(double nanos) {
        return nanos == 0 ? "0" : nanos < 1e9 ? plain(nanos / 1e6) + " ms" : plain(nanos / 1e9) + " s";
    }

    /** Returns the number without trailing zeros, at most four decimals. */
    static String plain(double value) {
        return value == Math.rint(value) ? grouped((long) value)
                : String.format(Locale.ROOT, "%.4f", value).replaceAll("0+$", "");
    }

    /** Returns the amount for each message: {@code 3.40}, {@code 12}, {@code 1,204}. */
    static String per(double amount, int messages) {
        double value = messages == 0 ? 0 : amount / messages;
        return value < 9.995 ? String.format(Locale.ROOT, "%.2f", value) : grouped(Math.round(value));
    }

    /**
     * Returns numbers as ranges: {@code 3, 7–9, 12 and 40 more}.
     *
     * @param numbers ascending
     * @param most how many ranges to write out
     */
    public static String ranges(List<Integer> numbers, int most) {
        List<String> ranges = new ArrayList<>();
        int written = 0;
        for (int i = 0; i < numbers.size() && ranges.size() < most;) {
            int first = i;
            while (i + 1 < numbers.size() && numbers.get(i + 1) == numbers.get(i) + 1) {
                i++;
            }
            ranges.add(first == i ? "" + numbers.get(i)
                    : numbers.get(first) + (first + 1 == i ? ", " : "–") + numbers.get(i));
            i++;
            written = i;
        }
        String text = String.join(", ", ranges);
        return written == numbers.size() ? text
                : text + " and " + grouped(numbers.size() - written) + " more";
    }
}
