package netkit.lab.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The faults that the wire injects into the packets from one host to another. The components are in the order in which
 * {@link WireLine} applies them.
 *
 * @param cut drops every packet
 * @param mtu drops larger IP packets (in bytes) without an ICMP message: a black hole (RFC 2923 §2.1)
 * @param corrupt fraction of packets with one bit flipped, 0 to 1; the checksum is left unchanged
 * @param duplicate fraction of packets delivered twice, 0 to 1
 * @param delay added to every packet
 * @param jitter makes the delay uniformly distributed between {@code delay - jitter} and {@code delay + jitter},
 *        without changing the order; at most the delay
 */
public record Faults(boolean cut, OptionalInt mtu, Loss loss, double corrupt, double duplicate,
        Optional<RateLimit> rate, Reordering reorder, Duration delay, Duration jitter) {

    /** No faults: every packet passes unchanged. */
    public static final Faults NONE = new Faults(false, OptionalInt.empty(), Loss.NONE, 0, 0,
            Optional.empty(),
            Reordering.NONE, Duration.ZERO, Duration.ZERO);
    /** The smallest MTU of an IPv4 link, in bytes (RFC 791 §3.2). */
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

    /** Returns the faults as {@link WireChange#parse} reads them; {@code clear} if there are none. */
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
