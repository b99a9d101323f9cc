package netkit.compare;

import java.util.BitSet;
import java.util.Optional;

/** What is still to be done with the messages that were put in a queue: confirmed to the producer, and acknowledged. */
final class QueueBacklog {
    /** Published, not refused, and not acknowledged. */
    private final BitSet owed = new BitSet();
    /** Those of them of which an acknowledgement was sent that the queue has perhaps not got. */
    private final BitSet inDoubt = new BitSet();
    private int unconfirmed;
    private int refused;
    private String why;
    private boolean told = true;

    synchronized void published(int number) {
        owed.set(number);
        unconfirmed++;
    }

    /** The queue has it. It may have been acknowledged already. */
    synchronized void confirmed() {
        unconfirmed--;
    }

    /** The queue does not have it, or it cannot be known whether it has. */
    synchronized void refused(int number, String reason) {
        unconfirmed--;
        refused++;
        owed.clear(number);
        why = reason;
        told = false;
    }

    /** It could not even be sent. */
    synchronized void withdrawn(int number) {
        unconfirmed--;
        owed.clear(number);
    }

    /** An acknowledgement is being sent. */
    synchronized void acknowledging(int number) {
        inDoubt.set(number);
    }

    /** The queue has said that it knows. */
    synchronized void acknowledged(int number) {
        owed.clear(number);
    }

    /** Whether an acknowledgement was sent for each. */
    synchronized boolean isEachSpokenOf() {
        BitSet silent = (BitSet) owed.clone();
        silent.andNot(inDoubt);
        return silent.isEmpty();
    }

    /** The queue is empty, so it has got all acknowledgements: which of them were in doubt. */
    synchronized int[] nowKnown() {
        int[] known = owed.stream().toArray();
        owed.clear();
        return known;
    }

    synchronized int unconfirmed() {
        return unconfirmed;
    }

    synchronized int owed() {
        return owed.cardinality();
    }

    /** Why the last was refused, if nobody has asked since. */
    synchronized Optional<String> newRefusal() {
        boolean isNew = !told;
        told = true;
        return isNew ? Optional.of("an earlier message was refused: " + why) : Optional.empty();
    }

    /** How many were refused in all, and why, in one line. */
    synchronized Optional<String> refusals() {
        return refused == 0 ? Optional.empty()
                : Optional.of(refused + " messages were accepted by send and then not stored: " + why);
    }
}
