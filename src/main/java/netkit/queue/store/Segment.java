package netkit.queue.store;

import java.util.ArrayList;
import java.util.List;

/** A segment of the log and its live messages. Guarded by the lock of the log. */
final class Segment {
    private final long number;
    private final long firstSequence;
    private int used;
    private long liveBytes;
    private int liveMessages;
    /** The live messages and some stale entries, which are removed once they are the majority. */
    private final List<QueueMessage> messages = new ArrayList<>();

    /**
     * @param number identifies the segment within its log
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

    /** Returns the bytes of all records in it. */
    int used() {
        return used;
    }

    void setUsed(int bytes) {
        used = bytes;
    }

    /** Returns the bytes of its live messages. */
    long liveBytes() {
        return liveBytes;
    }

    boolean isEmpty() {
        return liveMessages == 0;
    }

    void add(QueueMessage message) {
        messages.add(message);
        liveBytes += message.storedLength();
        liveMessages++;
    }

    /** @param message a message whose place is no longer in this segment */
    void remove(QueueMessage message) {
        liveBytes -= message.storedLength();
        liveMessages--;
        if (2 * liveMessages < messages.size()) {
            messages.removeIf(each -> each.segment() != this);
        }
    }

    /** Returns its live messages. */
    List<QueueMessage> messages() {
        return messages.stream().filter(message -> message.segment() == this).toList();
    }
}
