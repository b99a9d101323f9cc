package netkit.dissect;

import java.util.List;

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
        DissectedPacket dissected = new PacketWalk(packet, state).walk();
        state.conversations.dissected(dissected);
        return dissected;
    }

    /**
     * Ends the capture.
     *
     * @return for each TCP connection with bytes behind a gap the last packet that carried some, with what its program
     *         said there and how many bytes are missing
     */
    public List<DissectedPacket> finish() {
        return state.conversations.finish();
    }
}
