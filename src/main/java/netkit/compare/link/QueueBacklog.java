package netkit.compare.link;

import java.util.BitSet;
import java.util.Optional;

/** What is still to be done with the messages that were put in a queue: confirmed to the producer, and acknowledged. */
final class QueueBacklog {
    /** Sent, and not answered. */
    private final BitSet unconfirmed = new BitSet();
    /** Sent, not refused, and not known to be acknowledged. */
    private final BitSet unacknowledged = new BitSet();
    /** An acknowledgement was sent, which the queue has got or not. */
    private final BitSet ackSent = new BitSet();
    private int refused;
    private String refusalReason;
    private boolean refusalReported = true;

    /** It is being sent. */
    synchronized void published(int number) {
        unconfirmed.set(number);
        unacknowledged.set(number);
    }

    /** It could not be sent. */
    synchronized void withdrawn(int number) {
        unconfirmed.clear(number);
        unacknowledged.clear(number);
    }

    /** The queue has it. It may have been acknowledged already. */
    synchronized void confirmed(int number) {
        unconfirmed.clear(number);
    }

    /** The queue does not have it, or it cannot be known whether it has. */
    synchronized void refused(int number, String reason) {
        withdrawn(number);
        refused++;
        refusalReason = reason;
        refusalReported = false;
    }

    /** An acknowledgement is being sent. */
    synchronized void acknowledging(int number) {
        ackSent.set(number);
    }

    /** The queue has the acknowledgement. */
    synchronized void acknowledged(int number) {
        unacknowledged.clear(number);
    }

    synchronized int unconfirmed() {
        return unconfirmed.cardinality();
    }

    synchronized int unacknowledged() {
        return unacknowledged.cardinality();
    }

    /** Whether an acknowledgement was sent for all that are owed. */
    synchronized boolean isEachAckSent() {
        BitSet silent = (BitSet) unacknowledged.clone();
        silent.andNot(ackSent);
        return silent.isEmpty();
    }

    /** The queue is empty: it has got the acknowledgements of these, too. */
    synchronized int[] takeUnacknowledged() {
        int[] known = unacknowledged.stream().toArray();
        unacknowledged.clear();
        return known;
    }

    /** Why the last was refused, if nobody has asked since. */
    synchronized Optional<String> takeRefusal() {
        boolean isNew = !refusalReported;
        refusalReported = true;
        return isNew ? Optional.of("an earlier message was refused: " + refusalReason) : Optional.empty();
    }

    /** How many were refused in all, and why, in one line. */
    synchronized Optional<String> refusals() {
        return refused == 0 ? Optional.empty()
                : Optional.of(
                        refused + " messages were accepted by send and then not stored: " + refusalReason);
    }
}
