package netkit.compare.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import netkit.lab.wire.DropReason;
import netkit.lab.wire.HostPair;
import netkit.lab.wire.FaultEffect;
import netkit.lab.wire.WireEvent;

/** An observed packet that left its host, and its state since. */
final class SeenPacket {
    final HostPair pair;
    final long number;
    /** On {@link System#nanoTime}, as all times here. */
    final long sentAt;
    List<FaultEffect> effects;
    /** Why its last copy was dropped; null if none was. */
    DropReason dropped;
    /** Number of copies in flight. */
    int inFlight;
    final List<Long> arrivedAt = new ArrayList<>(1);

    /** The stream or datagram that its payload belongs to, with the range {@code from} to {@code to}; null without messages. */
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
