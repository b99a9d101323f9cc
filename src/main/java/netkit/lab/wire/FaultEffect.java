package netkit.lab.wire;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** An effect that the wire's faults had on one packet. */
public sealed interface FaultEffect {
    record Dropped(DropReason reason) implements FaultEffect {
        @Override
        public String toString() {
            return "dropped by the wire: " + reason.text();
        }
    }

    /**
     * One bit was flipped.
     *
     * @param offset of the byte, counted from the start of the IP header
     * @param mask the bit within that byte
     * @param detectable false for a UDP datagram without a checksum, which its receiver accepts (RFC 768)
     */
    record Corrupted(int offset, int mask, boolean detectable) implements FaultEffect {
        @Override
        public String toString() {
            return "corrupted: one bit flipped in byte " + offset
                    + (detectable ? "" : ", undetectable without a checksum");
        }
    }

    /** The packet is delivered twice: a second copy follows. */
    record Duplicated() implements FaultEffect {
        @Override
        public String toString() {
            return "duplicated";
        }
    }

    /** The packet is the second copy of a duplicated one. */
    record SecondCopy() implements FaultEffect {
        @Override
        public String toString() {
            return "second copy";
        }
    }

    /** The packet waited in the queue of the rate limit and was then serialized at that rate. */
    record Queued(Duration time) implements FaultEffect {
        @Override
        public String toString() {
            return "queued " + millis(time);
        }
    }

    /** The packet was held back so that later packets of its flow overtake it. */
    record HeldBack() implements FaultEffect {
        @Override
        public String toString() {
            return "held back so that later packets overtake it";
        }
    }

    /** The delay that the wire added on purpose. */
    record Delayed(Duration time) implements FaultEffect {
        @Override
        public String toString() {
            return "delayed " + millis(time);
        }
    }

    /** Returns all effects on one packet in one line: {@code corrupted: one bit flipped in byte 57; delayed 80 ms}. */
    static String text(List<FaultEffect> effects) {
        return effects.stream().map(FaultEffect::toString).collect(Collectors.joining("; "));
    }

    private static String millis(Duration time) {
        return Amount.plain(time.toNanos() / 1_000 / 1e3) + " ms";
    }
}
