package netkit.lab.wire;

/** An observer of every packet on the wire, such as a capture or a ladder diagram. */
public interface WireTap {
    /**
     * Receives an event. Runs on the thread that forwards the packets of {@code event.pair().from()}, so it must return
     * quickly. The events of one packet between two hosts arrive in order.
     */
    void seen(WireEvent event);

    /** Returns how many bytes of a packet are needed, from the start of the Ethernet header; events may carry more. */
    default int snapLength() {
        return Integer.MAX_VALUE;
    }
}
