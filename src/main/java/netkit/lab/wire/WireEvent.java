package netkit.lab.wire;

import java.util.List;

/**
 * An Ethernet frame observed at one end of the wire. A packet to several hosts is observed as sent once per host, with the same
 * number.
 *
 * @param number of the packet among those of its sender, counted from 0; a second copy has the same number
 * @param epochNanos nanoseconds since 1970-01-01T00:00Z
 * @param bytes from the start of the Ethernet header; shared, so they must not be modified; truncated if no tap asked for
 *        all
 * @param originalLength length of the frame in bytes before truncation
 * @param effects what the wire did to the packet, in order; empty for a packet that passes unchanged
 */
public record WireEvent(Kind kind, HostPair pair, long number, long epochNanos, byte[] bytes,
        int originalLength, List<FaultEffect> effects) {
    public enum Kind {
        /** The packet left its host; its outcome has been decided. */
        SENT,
        /** The packet was in flight when the wire was cut, and is lost. */
        LOST,
        /** The packet reached its destination host. */
        ARRIVED
    }

    /** Returns the host at which the packet was observed. */
    public String host() {
        return switch (kind) {
            case SENT, LOST -> pair.from();
            case ARRIVED -> pair.to();
        };
    }

    /** Returns why the packet will never arrive, or null if it may. */
    public DropReason dropped() {
        for (FaultEffect effect : effects) {
            if (effect instanceof FaultEffect.Dropped(DropReason reason)) {
                return reason;
            }
        }
        return null;
    }
}
