package netkit.lab.wire;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import netkit.lab.linux.Port;
import netkit.lab.wire.WireEvent.Kind;
import netkit.packet.LinkType;

/** Where one line of the wire ends: what comes out goes to the host's port, and is shown to whoever watches. */
final class PortWriter implements WireLine.Sink {
    private final Pump pump;
    private final HostPair pair;
    private final LinkType linkType;
    private final Port to;
    private final WireLine line;
    private volatile long refused;
    /** The copy of the packet that was shown last, and its number. */
    private byte[] shown;
    private long shownNumber;

    PortWriter(Pump pump, HostPair pair, LinkType linkType, long seed, Port to) {
        this.pump = pump;
        this.pair = pair;
        this.linkType = linkType;
        this.to = to;
        this.line = new WireLine(pair, linkType, seed, this);
    }

    HostPair pair() {
        return pair;
    }

    WireLine line() {
        return line;
    }

    /** How many packets the host did not take. */
    long refused() {
        return refused;
    }

    @Override
    public void entered(byte[] bytes, int length, long number, List<FaultEffect> effects) {
        show(Kind.SENT, bytes, length, number, effects);
    }

    @Override
    public void delivered(byte[] bytes, int length, long number, List<FaultEffect> effects) {
        try {
            show(Kind.ARRIVED, bytes, length, number, effects);
            if (!to.write(pump.offHeap(bytes, length), length)) {
                refused++; // by this thread alone
            }
        } catch (IOException e) {
            pump.wire().failed(e);
        }
    }

    @Override
    public void lost(byte[] bytes, int length, long number, List<FaultEffect> effects) {
        show(Kind.LOST, bytes, length, number, effects);
    }

    private void show(Kind kind, byte[] bytes, int length, long number, List<FaultEffect> effects) {
        List<WireTap> taps = pump.wire().taps();
        if (taps.isEmpty()) {
            shown = null;
            return;
        }
        WireEvent event = new WireEvent(kind, pair, number, pump.epochNanos(),
                linkType, keep(bytes, length, number, effects, taps), length, effects);
        for (WireTap tap : taps) {
            tap.seen(event);
        }
    }

    /** A packet that goes through as it came is copied once. */
    private byte[] keep(byte[] bytes, int length, long number, List<FaultEffect> effects,
            List<WireTap> taps) {
        if (shown == null || shownNumber != number || !effects.isEmpty()) {
            int wanted = 0;
            for (WireTap tap : taps) {
                wanted = Math.max(wanted, tap.snapLength());
            }
            shown = Arrays.copyOf(bytes, Math.min(length, wanted));
            shownNumber = number;
        }
        return shown;
    }
}
