package netkit.lab.wire;

/** The reason why a packet did not reach its destination host. */
public enum DropReason {
    /** Random loss, independent of other packets or in the good state of the burst model. */
    LOSS("loss"),
    /** Random loss in the bad state of the burst model. */
    BURST_LOSS("loss in a burst"),
    /** The packet entered while the wire was cut, or was queued when it was cut. */
    CUT("the wire is cut"),
    /** The queue of the rate limit was full. */
    QUEUE_FULL("the queue is full"),
    /** Larger than the MTU of the wire, which sends no ICMP message about it. */
    TOO_BIG("larger than the wire's MTU"),
    /** Not a configured fault: the lab's memory limit for packets in flight was reached. */
    OVERLOAD("too much in flight for the lab's memory limit");

    private final String text;

    DropReason(String text) {
        this.text = text;
    }

    /** Returns the reason as it follows "dropped by the wire: ". */
    public String text() {
        return text;
    }
}
