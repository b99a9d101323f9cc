package netkit.lab.wire;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** One thing that the wire did to a packet. */
public sealed interface FaultEffect {
    record Dropped(DropReason reason) implements FaultEffect {
        @Override
        public String toString() {
            return "dropped by the wire: " + reason.text();
        }
    }

    /**
     * One bit was turned over.
     *
     * @param offset of the byte, from the first of the IP header
     * @param mask the bit in that byte
     * @param detectable false for a UDP datagram without a checksum: its receiver takes it for good (RFC 768)
     */
    record Corrupted(int offset, int mask, boolean detectable) implements FaultEffect {
        @Override
        public String toString() {
            return "corrupted: a bit in byte " + offset
                    + (detectable ? "" : ", and no checksum to notice it by");
        }
    }

    /** A second copy follows it. */
    record Duplicated() implements FaultEffect {
        @Override
        public String toString() {
            return "sent on twice";
        }
    }

    /** It is the second copy. */
    record SecondCopy() implements FaultEffect {
        @Override
        public String toString() {
            return "second copy";
        }
    }

    /** It waited in front of the slow line, and then took its time on it. */
    record Queued(Duration time) implements FaultEffect {
        @Override
        public String toString() {
            return "queued " + millis(time);
        }
    }

    /** Later packets of its flow go first. */
    record HeldBack() implements FaultEffect {
        @Override
        public String toString() {
            return "held back for later ones to pass";
        }
    }

    /** The delay that the wire meant to add. */
    record Delayed(Duration time) implements FaultEffect {
        @Override
        public String toString() {
            return "delayed " + millis(time);
        }
    }

    /** All that happened to a packet in a line: {@code corrupted: a bit in byte 57; delayed 80 ms}. */
    static String text(List<FaultEffect> effects) {
        return effects.stream().map(FaultEffect::toString).collect(Collectors.joining("; "));
    }

    private static String millis(Duration time) {
        return Amount.plain(time.toNanos() / 1_000 / 1e3) + " ms";
    }
}
