package netkit.lab.wire;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import netkit.lab.linux.PacketPort;
import netkit.lab.wire.WireEvent.Kind;

/** The receiving end of one line of the wire: writes each packet to the host's port and reports it to the taps. */
final class PortWriter implements WireLine.Sink {
    private final Pump pump;
    private final HostPair pair;
    private final PacketPort to;
    private final WireLine line;
    private volatile long refused;
    /** The copy of the packet that was reported last, and its number. */
    private byte[] lastCopy;
    private long lastNumber;

    PortWriter(Pump pump, HostPair pair, long seed, PacketPort to) {
        this.pump = pump;
        this.pair = pair;
        this.to = to;
        this.line = new WireLine(pair, seed, this);
    }

    HostPair pair() {
        return pair;
    }

    WireLine line() {
        return line;
    }

    /** Returns the number of packets that the host did not accept. */
    long refused() {
        return refused;
    }

    @Override
    public void entered(byte[] bytes, int length, long number, List<FaultEffect> effects) {
        report(Kind.SENT, bytes, length, number, effects);
    }

    @Override
    public void delivered(byte[] bytes, int length, long number, List<FaultEffect> effects) {
        try {
            report(Kind.ARRIVED, bytes, length, number, effects);
            if (!to.write(pump.offHeap(bytes, length), length)) {
                refused++; // only this thread writes
            }
        } catch (IOException e) {
            pump.wire().failed(e);
        }
    }

    @Override
    public void lost(byte[] bytes, int length, long number, List<FaultEffect> effects) {
        report(Kind.LOST, bytes, length, number, effects);
    }

    private void report(Kind kind, byte[] bytes, int length, long number, List<FaultEffect> effects) {
        List<WireTap> taps = pump.wire().taps();
        if (taps.isEmpty()) {
            lastCopy = null;
            return;
        }
        WireEvent event = new WireEvent(kind, pair, number, pump.epochNanos(),
                copy(bytes, length, number, effects, taps), length, effects);
        for (WireTap tap : taps) {
            tap.seen(event);
        }
    }

    /** Returns a copy for the taps; a packet that passes unchanged is copied once for both of its events. */
    private byte[] copy(byte[] bytes, int length, long number, List<FaultEffect> effects,
            List<WireTap> taps) {
        if (lastCopy == null || lastNumber != number || !effects.isEmpty()) {
            int wanted = 0;
            for (WireTap tap : taps) {
                wanted = Math.max(wanted, tap.snapLength());
            }
            lastCopy = Arrays.copyOf(bytes, Math.min(length, wanted));
            lastNumber = number;
        }
        return lastCopy;
    }
}
