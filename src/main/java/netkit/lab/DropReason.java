package netkit.lab;

/** Why a packet did not reach the host it was sent to. */
public enum DropReason {
    LOSS("loss"), BURST_LOSS("loss in a burst"), CUT("the wire is cut"), QUEUE_FULL(
            "the queue is full"), TOO_BIG(
                    "larger than the wire's MTU"), OVERLOAD(
                            "more is under way than the lab keeps"), NO_SUCH_HOST("no host has this address");

    private final String text;

    DropReason(String text) {
        this.text = text;
    }

    /** To stand behind "dropped by the wire: ". */
    public String text() {
        return text;
    }
}
