package netkit.dissect;

import netkit.packet.pcapng.CapturedPacket;

/**
 * Takes the packets of a capture apart, in the order of the file: what a packet means may depend on those before it.
 * Its memory is bounded; it throws nothing for any bytes. Not thread-safe.
 */
public final class Dissector {
    private final DissectorState state;

    /** Creates a dissector that keeps only what later packets need. */
    public Dissector() {
        state = new DissectorState(null);
    }

    /** @param log collects what is found on the connections */
    public Dissector(ConversationLog log) {
        state = new DissectorState(log);
    }

    /** Takes the next packet apart. */
    public DissectedPacket dissect(CapturedPacket packet) {
        return new PacketWalk(packet, state).walk();
    }
}
