package netkit.compare.ledger;

import java.util.Locale;

/** How far a message has come, from the program that wants to send it to the one that is done with it. */
public enum Stage {
    /** The sending program called send. */
    OFFERED("was offered to send"),
    /** Send took it, which says nothing about its arrival. */
    ACCEPTED("was accepted by send"),
    /** Its last byte left the sender's host in a packet. Known on the lab's wire alone. */
    LEFT("left the host"),
    /** All of it came out of the wire undamaged, at the receiver's host. Known on the lab's wire alone. */
    ARRIVED("arrived at the host"),
    /** The receiving program got it. */
    DELIVERED("was delivered to the program"),
    /** The receiving program has done its work with it. */
    PROCESSED("was processed"),
    /** The sender, or the queue that keeps the message, knows so. Only where the transport has acknowledgements of its own. */
    ACKNOWLEDGED("was acknowledged");

    private final String words;

    Stage(String words) {
        this.words = words;
    }

    /** What happened to the message here, for a person. */
    public String words() {
        return words;
    }

    /** The name as it is written in results. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
