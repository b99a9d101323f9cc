package netkit.cli.option;

import picocli.CommandLine.TypeConversionException;

import netkit.lab.wire.Amount;

/**
 * A rate of sending: {@code 500} or {@code 500/s} messages a second, or {@code 10mbit} bits of payload a second (with
 * the letters for powers of 1000).
 *
 * @param perSecond messages or bits, more than 0
 */
public record Rate(double perSecond, Unit unit) {
    enum Unit {
        MESSAGES, BITS
    }

    public static Rate parse(String text) {
        String what = "a rate: write for example 500/s or 10mbit";
        Amount amount = Quantity.orTypeConversion(text, typed -> Amount.parse(typed, what));
        if (amount.number().signum() > 0) {
            if (amount.unit().isEmpty() || amount.unit().equals("/s")) {
                return new Rate(amount.number().doubleValue(), Unit.MESSAGES);
            }
            if (amount.bits().isPresent()) {
                return new Rate(amount.bits().get().doubleValue(), Unit.BITS);
            }
        }
        throw new TypeConversionException("'" + text + "' is not " + what);
    }

    /** @param size bytes in a message */
    public double messagesPerSecond(int size) {
        return switch (unit) {
            case MESSAGES -> perSecond;
            case BITS -> perSecond / (8.0 * size);
        };
    }
}
