package netkit.lab.wire;

import java.util.List;

import netkit.packet.LinkType;

/**
 * A packet as it was seen at one end of the wire. A packet to several hosts is seen as sent once for each of them, with
 * the same number.
 *
 * @param number of the packet among those of the host that sent it, from 0; a second copy has the same
 * @param epochNanos nanoseconds since 1970-01-01T00:00Z
 * @param bytes from the first of the link header on; shared, so never written to; fewer than there were when nobody
 *        asked for all
 * @param originalLength how many bytes there were
 * @param effects what the wire did to it, in order; empty for a packet that goes through as it came
 */
public record WireEvent(Kind kind, HostPair pair, long number, long epochNanos, LinkType linkType,
        byte[] bytes, int originalLength, List<FaultEffect> effects) {
    public enum Kind {
        /** It left its host; the wire has decided what happens to it. */
        SENT,
        /** It was on its way, and is lost after all: the wire was cut. */
        LOST,
        /** It reached a host. */
        ARRIVED
    }

    /** At which host it was seen. */
    public String host() {
        return switch (kind) {
            case SENT, LOST -> pair.from();
            case ARRIVED -> pair.to();
        };
    }

    /** The host at the other end. */
    public String peer() {
        return switch (kind) {
            case SENT, LOST -> pair.to();
            case ARRIVED -> pair.from();
        };
    }

    /** Why it will never arrive, or null when it may. */
    public DropReason dropped() {
        for (FaultEffect effect : effects) {
            if (effect instanceof FaultEffect.Dropped(DropReason reason)) {
                return reason;
            }
        }
        return null;
    }
}
