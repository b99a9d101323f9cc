package netkit.lab;

import java.time.Duration;

import netkit.lab.KeyedChance.Decision;

/**
 * What a relay does to datagrams: IP may lose, duplicate, reorder and delay them (RFC 1122 §1.1.3), and UDP adds
 * nothing against it (RFC 8085 §3.3). There is no such list for a stream: see {@link StreamFaults}.
 *
 * @param drop fraction that is dropped, 0 to 1
 * @param duplicate fraction that is sent on twice, 0 to 1
 * @param reorder fraction that is held back until later ones have passed, 0 to 1
 * @param holdAtMost how long one is held back when too few later ones come
 * @param delay added to every datagram; by itself it keeps their order
 * @param cut the positions at which every datagram is dropped
 */
public record DatagramFaults(double drop, double duplicate, double reorder, Duration holdAtMost,
        Duration delay, Positions cut) {
    /** Positions within a flow and direction, counted from 0: {@code from} to {@code to - 1}. */
    public record Positions(long from, long to) {
        public static final Positions NONE = new Positions(0, 0);

        public Positions {
            if (from < 0 || to < from) {
                throw new IllegalArgumentException("positions from " + from + " to " + to);
            }
        }

        boolean contain(long position) {
            return position >= from && position < to;
        }
    }

    /** Every datagram goes through as it came. */
    public static final DatagramFaults NONE = new DatagramFaults(0, 0, 0, Duration.ZERO, Duration.ZERO,
            Positions.NONE);

    public DatagramFaults {
        requireFraction("drop", drop);
        requireFraction("duplicate", duplicate);
        requireFraction("reorder", reorder);
        if (delay.isNegative() || holdAtMost.isNegative()) {
            throw new IllegalArgumentException("a time must not be negative");
        }
    }

    private static void requireFraction(String what, double fraction) {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException(what + " " + fraction + " is not between 0 and 1");
        }
    }

    public DatagramFaults dropping(double fraction) {
        return new DatagramFaults(fraction, duplicate, reorder, holdAtMost, delay, cut);
    }

    public DatagramFaults duplicating(double fraction) {
        return new DatagramFaults(drop, fraction, reorder, holdAtMost, delay, cut);
    }

    public DatagramFaults reordering(double fraction, Duration atMost) {
        return new DatagramFaults(drop, duplicate, fraction, atMost, delay, cut);
    }

    public DatagramFaults delaying(Duration time) {
        return new DatagramFaults(drop, duplicate, reorder, holdAtMost, time, cut);
    }

    public DatagramFaults cutting(long from, long to) {
        return new DatagramFaults(drop, duplicate, reorder, holdAtMost, delay, new Positions(from, to));
    }

    /** The same for the same arguments, always. */
    DatagramFate fate(long seed, Direction direction, int flow, long position) {
        if (cut.contain(position)) {
            return new DatagramFate.Lost(DatagramFate.Cause.CUT);
        }
        if (KeyedChance.draw(seed, direction, flow, position, Decision.DROP) < drop) {
            return new DatagramFate.Lost(DatagramFate.Cause.CHANCE);
        }
        boolean twice = KeyedChance.draw(seed, direction, flow, position, Decision.DUPLICATE) < duplicate;
        boolean heldBack = KeyedChance.draw(seed, direction, flow, position, Decision.REORDER) < reorder;
        return new DatagramFate.Passed(twice ? 2 : 1, heldBack);
    }
}
