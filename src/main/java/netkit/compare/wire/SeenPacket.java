package netkit.compare.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import netkit.lab.wire.DropReason;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.FaultEffect;
import netkit.lab.wire.WireEvent;

/** A packet that left its host, and what has become of it since. */
final class SeenPacket {
    final HostPair pair;
    final long number;
    /** On {@link System#nanoTime}, as all times here. */
    final long sentAt;
    List<FaultEffect> effects;
    /** What took its last copy away; null when nothing did. */
    DropReason dropped;
    /** How many copies are still under way. */
    int inFlight;
    final List<Long> arrivedAt = new ArrayList<>(1);

    /** What its payload is a part of, from where to before where; null when nobody looks for messages there. */
    SeenBytes whole;
    long from;
    long to;
    OptionalLong sequence = OptionalLong.empty();
    int payload;
    boolean retransmission;

    SeenPacket(WireEvent sent, long sentAt) {
        pair = sent.pair();
        number = sent.number();
        this.sentAt = sentAt;
        effects = sent.effects();
        dropped = sent.dropped();
        inFlight = dropped != null ? 0 : effects.contains(new FaultEffect.Duplicated()) ? 2 : 1;
    }

    void carries(SeenBytes bytes, long first, int length) {
        whole = bytes;
        from = first;
        to = first + length;
    }
}
