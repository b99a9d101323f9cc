package netkit.lab.wire;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One fault of a {@link WireChange}.
 *
 * @param text the same, written out
 */
record FaultPhrase(String text, UnaryOperator<Faults> effect) {
    static final String KNOWN = "loss, delay, reorder, duplicate, corrupt, rate, mtu, cut, heal or clear";
    private static final List<String> OFF = List.of("off", "0");

    static FaultPhrase read(WireWords words) {
        words.beginPhrase();
        String name = words.next();
        return switch (name) {
            case "loss" -> loss(words);
            case "delay" -> delay(words);
            case "reorder" -> reorder(words);
            case "duplicate" -> {
                double fraction = fraction(words);
                yield new FaultPhrase("duplicate " + Amount.percentageText(fraction),
                        faults -> faults.withDuplicate(fraction));
            }
            case "corrupt" -> {
                double fraction = fraction(words);
                yield new FaultPhrase("corrupt " + Amount.percentageText(fraction),
                        faults -> faults.withCorrupt(fraction));
            }
            case "rate" -> rate(words);
            case "mtu" -> mtu(words);
            case "cut" -> new FaultPhrase(name, faults -> faults.withCut(true));
            case "heal" -> new FaultPhrase(name, faults -> faults.withCut(false));
            case "clear" -> new FaultPhrase(name, _ -> Faults.NONE);
            case "jitter" -> throw words.wrong("jitter goes with a delay: write delay 50ms jitter 10ms");
            case String _ when words.skip(">") -> throw words
                    .wrong("a direction is written without spaces: alice>bob, alice>, >bob or alice<>bob");
            default -> throw words.wrong("the wire knows no such fault; write " + KNOWN);
        };
    }

    private static FaultPhrase loss(WireWords words) {
        Loss loss = isOff(words) ? Loss.NONE : words.skip("gemodel") ? model(words) : percentage(words);
        return new FaultPhrase(loss.toString(), faults -> faults.withLoss(loss));
    }

    private static Loss percentage(WireWords words) {
        double fraction = words.value("10%", Amount::percentage);
        return words.skip("burst")
                ? words.value("5", text -> new Loss.Bursts(fraction, number(text)))
                : new Loss.Independent(fraction);
    }

    private static Loss model(WireWords words) {
        double p = words.value("1%, for p", FaultPhrase::zeroOrPercentage);
        double r = words.value("20%, for r", FaultPhrase::zeroOrPercentage);
        double lossInBad = words.value("100%, for the loss in the bad state", FaultPhrase::zeroOrPercentage);
        double lossInGood = words.value("0%, for the loss in the good state", FaultPhrase::zeroOrPercentage);
        return new Loss.GilbertElliott(p, r, lossInBad, lossInGood);
    }

    private static FaultPhrase delay(WireWords words) {
        Duration delay = isOff(words) ? Duration.ZERO
                : words.value("50ms", text -> Faults.NONE.withDelay(time(text), Duration.ZERO).delay());
        Duration jitter = !words.skip("jitter") ? Duration.ZERO
                : words.value("10ms", text -> Faults.NONE.withDelay(delay, time(text)).jitter());
        return new FaultPhrase("delay " + Amount.text(delay)
                + (jitter.isZero() ? "" : " jitter " + Amount.text(jitter)),
                faults -> faults.withDelay(delay, jitter));
    }

    private static FaultPhrase reorder(WireWords words) {
        if (isOff(words)) {
            return new FaultPhrase("reorder off", faults -> faults.withReorder(Reordering.NONE));
        }
        Reordering reorder = new Reordering(words.value("10%", Amount::percentage), Reordering.PASSED_BY,
                Reordering.WITHIN);
        while (words.hasNext() && List.of("by", "within").contains(words.peek())) {
            Reordering before = reorder;
            reorder = words.next().equals("by")
                    ? words.value("3",
                            text -> new Reordering(before.fraction(), whole(text), before.within()))
                    : words.value("100ms",
                            text -> new Reordering(before.fraction(), before.passedBy(), time(text)));
        }
        Reordering result = reorder;
        return new FaultPhrase(result.toString(), faults -> faults.withReorder(result));
    }

    private static FaultPhrase rate(WireWords words) {
        if (isOff(words)) {
            return new FaultPhrase("rate off", faults -> faults.withRate(Optional.empty()));
        }
        RateLimit rate = words.value("10mbit",
                text -> new RateLimit(bitsPerSecond(text), QueueLimit.DEFAULT));
        RateLimit limit = words.skip("queue") ? new RateLimit(rate.bitsPerSecond(), queue(words)) : rate;
        return new FaultPhrase(limit.toString(), faults -> faults.withRate(Optional.of(limit)));
    }

    private static QueueLimit queue(WireWords words) {
        return words.value("50 packets or 64k", text -> {
            if (words.skip("packets") || words.skip("packet")) {
                return new QueueLimit.Packets(whole(text));
            }
            if (text.chars().allMatch(Character::isDigit)) { // packets or bytes? they differ by a thousand
                throw new IllegalArgumentException("'" + text + "' needs a unit: write for example " + text
                        + " packets, or a size such as 64k or " + text + "b");
            }
            return new QueueLimit.Bytes(Amount.size(text));
        });
    }

    private static FaultPhrase mtu(WireWords words) {
        OptionalInt mtu = isOff(words) ? OptionalInt.empty()
                : words.value("1280", text -> Faults.NONE.withMtu(OptionalInt.of(whole(text))).mtu());
        return new FaultPhrase("mtu " + (mtu.isPresent() ? mtu.getAsInt() : "off"),
                faults -> faults.withMtu(mtu));
    }

    private static boolean isOff(WireWords words) {
        return OFF.stream().anyMatch(words::skip);
    }

    private static double fraction(WireWords words) {
        return isOff(words) ? 0 : words.value("10%", Amount::percentage);
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
