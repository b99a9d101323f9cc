package netkit.dissect;

import netkit.packet.pcapng.CapturedPacket;

/**
 * Takes the packets of a capture apart, in the order of the file: what a packet means may depend on those before it.
 * Its memory is bounded; it throws nothing for any bytes. Not thread-safe.
 */
public final class Dissector {
    private final DissectorState state = new DissectorState();

    /** Takes the next packet apart. */
    public DissectedPacket dissect(CapturedPacket packet) {
        return new PacketWalk(packet, state).walk();
    }
}
