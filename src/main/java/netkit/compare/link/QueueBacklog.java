package netkit.compare.link;

import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;

/** The messages sent to a queue that are not yet confirmed to the producer, or not yet acknowledged by the consumer. */
final class QueueBacklog {
    /** Sent, and neither confirmed nor refused. */
    private final BitSet unconfirmed = new BitSet();
    /** Sent, not refused, and not known to be acknowledged. */
    private final BitSet unacknowledged = new BitSet();
    /** An acknowledgement was sent, which may not have reached the queue. */
    private final BitSet ackSent = new BitSet();
    private int refused;
    private String refusalReason;
    private boolean refusalReported = true;

    /** Records that the message is being sent. */
    synchronized void published(int number) {
        unconfirmed.set(number);
        unacknowledged.set(number);
    }

    /** Records that the message could not be sent. */
    synchronized void withdrawn(int number) {
        unconfirmed.clear(number);
        unacknowledged.clear(number);
        notifyAll();
    }

    /** Records that the queue has stored the message. It may have been acknowledged already. */
    synchronized void confirmed(int number) {
        unconfirmed.clear(number);
        notifyAll();
    }

    /** Records that the queue has not stored the message, or may not have. */
    synchronized void refused(int number, String reason) {
        withdrawn(number);
        refused++;
        refusalReason = reason;
        refusalReported = false;
    }

    /** Records that an acknowledgement is being sent. */
    synchronized void acknowledging(int number) {
        ackSent.set(number);
        unacknowledged.set(number); // known here first, if the producer is on another machine
    }

    /** Records that the queue has received the acknowledgement. */
    synchronized void acknowledged(int number) {
        unacknowledged.clear(number);
        notifyAll();
    }

    /** Waits until each message is confirmed or refused. */
    synchronized boolean awaitConfirmed(Duration atMost) throws InterruptedException {
        return Monitor.await(this, unconfirmed::isEmpty, atMost);
    }

    /** Waits until each message that was not refused is acknowledged. */
    synchronized boolean awaitAcknowledged(Duration atMost) throws InterruptedException {
        return Monitor.await(this, unacknowledged::isEmpty, atMost);
    }

    synchronized int unconfirmed() {
        return unconfirmed.cardinality();
    }

    synchronized int unacknowledged() {
        return unacknowledged.cardinality();
    }

    /** Returns whether an acknowledgement was sent for every unacknowledged message. */
    synchronized boolean isEachAckSent() {
        BitSet silent = (BitSet) unacknowledged.clone();
        silent.andNot(ackSent);
        return silent.isEmpty();
    }

    /** Returns and clears the unacknowledged messages: the queue is empty, so it has received their acknowledgements. */
    synchronized int[] takeUnacknowledged() {
        int[] known = unacknowledged.stream().toArray();
        unacknowledged.clear();
        return known;
    }

    /** Returns why the last message was refused, once per refusal. */
    synchronized Optional<String> takeRefusal() {
        boolean isNew = !refusalReported;
        refusalReported = true;
        return isNew ? Optional.of("an earlier message was refused: " + refusalReason) : Optional.empty();
    }

    /** Returns how many messages were refused, and why, in one line. */
    synchronized Optional<String> refusals() {
        return refused == 0 ? Optional.empty()
                : Optional.of(
                        refused + " messages were accepted by send and then not stored: " + refusalReason);
    }
}
