package netkit.lab.wire;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One fault parsed from the text of a {@link WireChange}.
 *
 * @param text the fault in its canonical spelling
 * @param effect applies the fault to the faults set so far
 */
record ParsedFault(String text, UnaryOperator<Faults> effect) {
    static final String KNOWN = "loss, delay, reorder, duplicate, corrupt, rate, mtu, cut, heal or clear";
    private static final List<String> OFF = List.of("off", "0");

    static ParsedFault read(WireTokens tokens) {
        tokens.beginFault();
        String name = tokens.next();
        return switch (name) {
            case "loss" -> loss(tokens);
            case "delay" -> delay(tokens);
            case "reorder" -> reorder(tokens);
            case "duplicate" -> {
                double fraction = fraction(tokens);
                yield new ParsedFault("duplicate " + Amount.percentageText(fraction),
                        faults -> faults.withDuplicate(fraction));
            }
            case "corrupt" -> {
                double fraction = fraction(tokens);
                yield new ParsedFault("corrupt " + Amount.percentageText(fraction),
                        faults -> faults.withCorrupt(fraction));
            }
            case "rate" -> rate(tokens);
            case "mtu" -> mtu(tokens);
            case "cut" -> new ParsedFault(name, faults -> faults.withCut(true));
            case "heal" -> new ParsedFault(name, faults -> faults.withCut(false));
            case "clear" -> new ParsedFault(name, _ -> Faults.NONE);
            case "jitter" -> throw tokens.error("jitter goes with a delay: write delay 50ms jitter 10ms");
            case String _ when tokens.skip(">") -> throw tokens
                    .error("a direction is written without spaces: alice>bob, alice>, >bob or alice<>bob");
            default -> throw tokens.error("unknown fault; write " + KNOWN);
        };
    }

    private static ParsedFault loss(WireTokens tokens) {
        Loss loss = isOff(tokens) ? Loss.NONE : tokens.skip("gemodel") ? model(tokens) : percentage(tokens);
        return new ParsedFault(loss.toString(), faults -> faults.withLoss(loss));
    }

    private static Loss percentage(WireTokens tokens) {
        double fraction = tokens.value("10%", Amount::percentage);
        return tokens.skip("burst")
                ? tokens.value("5", text -> new Loss.Bursts(fraction, number(text)))
                : new Loss.Independent(fraction);
    }

    private static Loss model(WireTokens tokens) {
        double p = tokens.value("1%, for p", ParsedFault::zeroOrPercentage);
        double r = tokens.value("20%, for r", ParsedFault::zeroOrPercentage);
        double lossInBad = tokens.value("100%, for the loss in the bad state", ParsedFault::zeroOrPercentage);
        double lossInGood = tokens.value("0%, for the loss in the good state", ParsedFault::zeroOrPercentage);
        return new Loss.GilbertElliott(p, r, lossInBad, lossInGood);
    }

    private static ParsedFault delay(WireTokens tokens) {
        Duration delay = isOff(tokens) ? Duration.ZERO
                : tokens.value("50ms", text -> Faults.NONE.withDelay(time(text), Duration.ZERO).delay());
        Duration jitter = !tokens.skip("jitter") ? Duration.ZERO
                : tokens.value("10ms", text -> Faults.NONE.withDelay(delay, time(text)).jitter());
        return new ParsedFault("delay " + Amount.text(delay)
                + (jitter.isZero() ? "" : " jitter " + Amount.text(jitter)),
                faults -> faults.withDelay(delay, jitter));
    }

    private static ParsedFault reorder(WireTokens tokens) {
        if (isOff(tokens)) {
            return new ParsedFault("reorder off", faults -> faults.withReorder(Reordering.NONE));
        }
        Reordering reorder = new Reordering(tokens.value("10%", Amount::percentage), Reordering.PASSED_BY,
                Reordering.WITHIN);
        while (tokens.hasNext() && List.of("by", "within").contains(tokens.peek())) {
            Reordering before = reorder;
            reorder = tokens.next().equals("by")
                    ? tokens.value("3",
                            text -> new Reordering(before.fraction(), whole(text), before.within()))
                    : tokens.value("100ms",
                            text -> new Reordering(before.fraction(), before.passedBy(), time(text)));
        }
        Reordering result = reorder;
        return new ParsedFault(result.toString(), faults -> faults.withReorder(result));
    }

    private static ParsedFault rate(WireTokens tokens) {
        if (isOff(tokens)) {
            return new ParsedFault("rate off", faults -> faults.withRate(Optional.empty()));
        }
        RateLimit rate = tokens.value("10mbit",
                text -> new RateLimit(bitsPerSecond(text), QueueLimit.DEFAULT));
        RateLimit limit = tokens.skip("queue") ? new RateLimit(rate.bitsPerSecond(), queue(tokens)) : rate;
        return new ParsedFault(limit.toString(), faults -> faults.withRate(Optional.of(limit)));
    }

    private static QueueLimit queue(WireTokens tokens) {
        return tokens.value("50 packets or 64k", text -> {
            if (tokens.skip("packets") || tokens.skip("packet")) {
                return new QueueLimit.Packets(whole(text));
            }
            if (text.chars().allMatch(Character::isDigit)) { // packets or bytes? they differ by a thousand
                throw new IllegalArgumentException("'" + text + "' needs a unit: write for example " + text
                        + " packets, or a size such as 64k or " + text + "b");
            }
            return new QueueLimit.Bytes(Amount.size(text));
        });
    }

    private static ParsedFault mtu(WireTokens tokens) {
        OptionalInt mtu = isOff(tokens) ? OptionalInt.empty()
                : tokens.value("1280", text -> Faults.NONE.withMtu(OptionalInt.of(whole(text))).mtu());
        return new ParsedFault("mtu " + (mtu.isPresent() ? mtu.getAsInt() : "off"),
                faults -> faults.withMtu(mtu));
    }

    private static boolean isOff(WireTokens tokens) {
        return OFF.stream().anyMatch(tokens::skip);
    }

    private static double fraction(WireTokens tokens) {
        return isOff(tokens) ? 0 : tokens.value("10%", Amount::percentage);
    }

    private static double zeroOrPercentage(String text) {
        return text.equals("0") ? 0 : Amount.percentage(text);
    }

    private static Duration time(String text) {
        return text.equals("0") ? Duration.ZERO : Amount.duration(text);
    }

    private static long bitsPerSecond(String text) {
        String what = "a rate: write for example 64kbit or 10mbit";
        return exact(text, what, Amount.parse(text, what).bits(), BigDecimal::longValueExact);
    }

    private static int whole(String text) {
        String what = "a whole number";
        return exact(text, what, unitless(text, what), BigDecimal::intValueExact);
    }

    private static double number(String text) {
        String what = "a number of packets: write for example 5";
        return exact(text, what, unitless(text, what), BigDecimal::doubleValue);
    }

    private static Optional<BigDecimal> unitless(String text, String what) {
        Amount amount = Amount.parse(text, what);
        return amount.unit().isEmpty() ? Optional.of(amount.number()) : Optional.empty();
    }

    private static <T> T exact(String text, String what, Optional<BigDecimal> number,
            Function<BigDecimal, T> conversion) {
        try {
            return conversion.apply(number.orElseThrow(ArithmeticException::new));
        } catch (ArithmeticException _) {
            throw new IllegalArgumentException("'" + text + "' is not " + what);
        }
    }
}
