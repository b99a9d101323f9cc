package netkit.lab.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the wire does to the packets from one host to another. The components stand in the order in which
 * {@link WireLine} applies them.
 *
 * @param cut everything that is offered is dropped
 * @param mtu IP packets of more bytes are dropped, and nobody is told: a black hole (RFC 2923 §2.1)
 * @param corrupt fraction of which one bit is turned over, 0 to 1; the checksum stays as it was
 * @param duplicate fraction that is sent on twice, 0 to 1
 * @param delay added to every packet
 * @param jitter the delay is anything between {@code delay - jitter} and {@code delay + jitter}, evenly; it does not
 *        change the order. At most the delay
 */
public record Faults(boolean cut, OptionalInt mtu, Loss loss, double corrupt, double duplicate,
        Optional<RateLimit> rate, Reordering reorder, Duration delay, Duration jitter) {
    private static final Duration MAX_TIME = Duration.ofHours(1);
    /** Every packet goes through as it came. */
    public static final Faults NONE = new Faults(false, OptionalInt.empty(), Loss.NONE, 0, 0,
            Optional.empty(),
            Reordering.NONE, Duration.ZERO, Duration.ZERO);
    /** Every IPv4 link must take packets of so many bytes (RFC 791 §3.2). */
    public static final int MIN_MTU = 68;
    public static final int MAX_MTU = 65_535;

    public Faults {
        FaultRange.requireFraction("corrupt", corrupt);
        FaultRange.requireFraction("duplicate", duplicate);
        FaultRange.requireTime("a delay", delay);
        FaultRange.requireTime("a jitter", jitter);
        if (jitter.compareTo(delay) > 0) {
            throw new IllegalArgumentException(
                    "a jitter of " + Amount.text(jitter) + " needs a delay of at least "
                            + Amount.text(jitter) + ", not " + Amount.text(delay));
        }
        if (mtu.isPresent() && (mtu.getAsInt() < MIN_MTU || mtu.getAsInt() > MAX_MTU)) {
            throw new IllegalArgumentException(
                    "an MTU is " + MIN_MTU + " to " + MAX_MTU + " bytes, not " + mtu.getAsInt());
        }
    }

    public Faults withCut(boolean newCut) {
        return new Faults(newCut, mtu, loss, corrupt, duplicate, rate, reorder, delay, jitter);
    }

    public Faults withMtu(OptionalInt newMtu) {
        return new Faults(cut, newMtu, loss, corrupt, duplicate, rate, reorder, delay, jitter);
    }

    public Faults withLoss(Loss newLoss) {
        return new Faults(cut, mtu, newLoss, corrupt, duplicate, rate, reorder, delay, jitter);
    }

    public Faults withCorrupt(double fraction) {
        return new Faults(cut, mtu, loss, fraction, duplicate, rate, reorder, delay, jitter);
    }

    public Faults withDuplicate(double fraction) {
        return new Faults(cut, mtu, loss, corrupt, fraction, rate, reorder, delay, jitter);
    }

    public Faults withRate(Optional<RateLimit> newRate) {
        return new Faults(cut, mtu, loss, corrupt, duplicate, newRate, reorder, delay, jitter);
    }

    public Faults withReorder(Reordering newReorder) {
        return new Faults(cut, mtu, loss, corrupt, duplicate, rate, newReorder, delay, jitter);
    }

    public Faults withDelay(Duration newDelay, Duration newJitter) {
        return new Faults(cut, mtu, loss, corrupt, duplicate, rate, reorder, newDelay, newJitter);
    }

    /** As {@link WireChange#parse} reads it, {@code clear} when there is none. */
    @Override
    public String toString() {
        if (equals(NONE)) {
            return "clear";
        }
        List<String> phrases = new ArrayList<>();
        if (!loss.equals(Loss.NONE)) {
            phrases.add(loss.toString());
        }
        if (!delay.isZero()) {
            phrases.add("delay " + Amount.text(delay)
                    + (jitter.isZero() ? "" : " jitter " + Amount.text(jitter)));
        }
        if (!reorder.equals(Reordering.NONE)) {
            phrases.add(reorder.toString());
        }
        if (duplicate > 0) {
            phrases.add("duplicate " + Amount.percentageText(duplicate));
        }
        if (corrupt > 0) {
            phrases.add("corrupt " + Amount.percentageText(corrupt));
        }
        rate.ifPresent(limit -> phrases.add(limit.toString()));
        mtu.ifPresent(bytes -> phrases.add("mtu " + bytes));
        if (cut) {
            phrases.add("cut");
        }
        return String.join(" ", phrases);
    }
}
