package netkit.report;

import java.util.Locale;

/** Formats numbers for people, independently of the locale. */
public final class Numbers {
    private Numbers() {}

    /** Returns {@code 1 datagram}, {@code 1,000 datagrams}. */
    public static String counted(long number, String noun) {
        return grouped(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** Returns {@code 1,000}. */
    public static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Returns milliseconds, such as {@code 0.214}. */
    public static String millis(double nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
    }
}
