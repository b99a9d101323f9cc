package netkit.compare.ledger;

import java.util.Locale;

/** A stage on the way of a message from the sending program to the receiving one. */
public enum Stage {
    /** The sending program called send. */
    OFFERED("was offered to send"),
    /** Send returned without an error, which does not mean that the message arrives. */
    ACCEPTED("was accepted by send"),
    /** Its last byte left the sender's host in a packet. Known only in the lab. */
    LEFT("left the host"),
    /** All of it arrived undamaged at the receiver's host. Known only in the lab. */
    ARRIVED("arrived at the host"),
    /** The receiving program received it. */
    DELIVERED("was delivered to the program"),
    /** The receiving program has processed it. */
    PROCESSED("was processed"),
    /** The sender, or the queue, received the acknowledgement. Only for transports with acknowledgements of their own. */
    ACKNOWLEDGED("was acknowledged");

    private final String words;

    Stage(String words) {
        this.words = words;
    }

    /** Returns what happened to the message, in words. */
    public String words() {
        return words;
    }

    /** Returns the name as it is written in results. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
