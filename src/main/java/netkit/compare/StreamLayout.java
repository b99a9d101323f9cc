package netkit.compare;

/**
 * Where messages stand in a byte stream, so that a fault can be aimed at one of them.
 *
 * @param prologue bytes before the first message
 * @param perMessage bytes from one message to the next, on average
 */
record StreamLayout(long prologue, double perMessage) {
    /** Messages that follow each other with nothing between them. */
    static StreamLayout bare(Workload workload) {
        return new StreamLayout(0, workload.size());
    }

    /** @param messages how many have passed, and perhaps a part of the next */
    long offset(double messages) {
        return prologue + (long) (messages * perMessage);
    }
}
