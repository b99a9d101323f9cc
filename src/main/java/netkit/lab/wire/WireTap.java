package netkit.lab.wire;

/** Who wants to see every packet: a capture, a ladder. */
public interface WireTap {
    /**
     * Told on the thread that carries the packets of {@code event.pair().from()}, so what takes long here holds them up.
     * What happens to one packet on its way from one host to another is told in order.
     */
    void seen(WireEvent event);

    /** How many bytes of a packet it wants, from the first of the link header on; it may get more. */
    default int snapLength() {
        return Integer.MAX_VALUE;
    }
}
