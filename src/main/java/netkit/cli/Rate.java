package netkit.cli;

import java.util.Map;

import picocli.CommandLine.TypeConversionException;

/**
 * How fast to send: {@code 500} or {@code 500/s} messages a second, or {@code 10mbit} bits of payload a second (with
 * the letters for powers of 1000).
 *
 * @param perSecond messages or bits, more than 0
 */
record Rate(double perSecond, Unit unit) {
    enum Unit {
        MESSAGES, BITS
    }

    private static final Map<String, Double> BITS_IN = Map.of("bit", 1.0, "kbit", 1e3, "mbit", 1e6, "gbit",
            1e9);

    static Rate parse(String text) {
        String what = "a rate: write for example 500/s or 10mbit";
        Quantity.Parts parts = Quantity.Parts.of(text, what);
        if (parts.number() > 0 && (parts.unit().isEmpty() || parts.unit().equals("/s"))) {
            return new Rate(parts.number(), Unit.MESSAGES);
        }
        Double bits = BITS_IN.get(parts.unit());
        if (parts.number() > 0 && bits != null) {
            return new Rate(parts.number() * bits, Unit.BITS);
        }
        throw new TypeConversionException("'" + text + "' is not " + what);
    }

    /** @param size bytes in a message */
    double messagesPerSecond(int size) {
        return switch (unit) {
            case MESSAGES -> perSecond;
            case BITS -> perSecond / (8.0 * size);
        };
    }
}
