package netkit.lab.wire;

/** Why a packet did not reach the host it was sent to. */
public enum DropReason {
    /** By itself, as chance had it. */
    LOSS("loss"),
    /** In the bad state of the burst model. */
    BURST_LOSS("loss in a burst"),
    /** It entered while the wire was cut, or was in the queue when it was. */
    CUT("the wire is cut"),
    /** Too much waits for the slow line already. */
    QUEUE_FULL("the queue is full"),
    /** The wire's own MTU, of which nobody was told. */
    TOO_BIG("larger than the wire's MTU"),
    /** Not a fault that was asked for: the lab itself keeps no more. */
    OVERLOAD("more is under way than the lab keeps"),
    /** It was not for any host. */
    NO_SUCH_HOST("no host has this address");

    private final String text;

    DropReason(String text) {
        this.text = text;
    }

    /** To stand behind "dropped by the wire: ". */
    public String text() {
        return text;
    }
}
