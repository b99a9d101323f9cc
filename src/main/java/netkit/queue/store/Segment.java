package netkit.queue.store;

import java.util.ArrayList;
import java.util.List;

/** A segment of the log as the rules see it: which messages live in it. Guarded by the lock of the log. */
final class Segment {
    private final long number;
    private final long firstSequence;
    private int used;
    private long living;
    private int livingMessages;
    /** Those that live in it, and some that did: they go when they are half of all. */
    private final List<QueueMessage> messages = new ArrayList<>();

    /**
     * @param number tells the segments of a log apart
     * @param firstSequence the sequence number of its first record
     */
    Segment(long number, long firstSequence) {
        this.number = number;
        this.firstSequence = firstSequence;
    }

    long number() {
        return number;
    }

    long firstSequence() {
        return firstSequence;
    }

    /** Bytes of all records in it. */
    int used() {
        return used;
    }

    void setUsed(int bytes) {
        used = bytes;
    }

    /** Bytes of the messages that live in it. */
    long living() {
        return living;
    }

    boolean isDead() {
        return livingMessages == 0;
    }

    void add(QueueMessage message) {
        messages.add(message);
        living += message.storedLength();
        livingMessages++;
    }

    /** @param message which has another place, or none, now */
    void remove(QueueMessage message) {
        living -= message.storedLength();
        livingMessages--;
        if (2 * livingMessages < messages.size()) {
            messages.removeIf(each -> each.segment() != this);
        }
    }

    /** The messages that live in it. */
    List<QueueMessage> messages() {
        return messages.stream().filter(message -> message.segment() == this).toList();
    }
}
