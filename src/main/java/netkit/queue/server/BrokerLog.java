package netkit.queue.server;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import netkit.queue.store.FullDisk;
import netkit.queue.store.QueueMessage;

/**
 * The broker's log lines about its own condition: each problem is reported once when it begins, and problems with the disk
 * also when they end. Guarded by the broker's lock.
 */
final class BrokerLog {
    private static final String STORING_AGAIN = "messages can be stored again";

    private final java.util.function.Consumer<String> lines;
    private boolean diskFull;
    private boolean memoryFull;
    private boolean failing;

    BrokerLog(java.util.function.Consumer<String> lines) {
        this.lines = lines;
    }

    /** @param fullDisk the room that is missing for a message; empty if there is enough */
    void disk(Optional<FullDisk> fullDisk) {
        if (diskFull != fullDisk.isPresent()) {
            diskFull = fullDisk.isPresent();
            lines.accept(fullDisk.map(FullDisk::toString).orElse(STORING_AGAIN));
        }
    }

    /** @param bytes of all messages, which have reached the limit */
    void memoryFull(long bytes) {
        if (!memoryFull) {
            memoryFull = true;
            lines.accept("messages take " + FullDisk.mebibytes(bytes)
                    + " of memory, the maximum: producers wait until messages are consumed");
        }
    }

    /** Messages take so little memory that reaching the limit is worth another line. */
    void memoryFreed() {
        memoryFull = false;
    }

    void writeFailed(String reason) {
        if (!failing) {
            failing = true;
            lines.accept(reason);
        }
    }

    /** Published messages are on disk. */
    void writeSucceeded() {
        if (failing) {
            failing = false;
            lines.accept(STORING_AGAIN);
        }
    }

    /** Returns whether the last attempt to write failed. */
    boolean isFailing() {
        return failing;
    }

    /** @param what has failed, and goes on. May be called without the lock. */
    void failed(String what, Throwable e) {
        lines.accept(what + " failed: " + e);
    }

    /** @param overdue the messages that the consumer did not acknowledge within the timeout */
    void ackTimedOut(Consumer consumer, List<QueueMessage> overdue, Duration timeout) {
        boolean one = overdue.size() == 1;
        lines.accept(consumer.name() + " did not acknowledge "
                + (one ? "message " + overdue.getFirst().id() : overdue.size() + " messages") + " of "
                + consumer.queue().name() + " within "
                + BigDecimal.valueOf(timeout.toMillis(), 3).stripTrailingZeros().toPlainString()
                + " s: requeued; the consumer's prefetch slot" + (one ? " stays" : "s stay")
                + " occupied until it responds");
    }
}
