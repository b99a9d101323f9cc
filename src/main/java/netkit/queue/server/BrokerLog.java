package netkit.queue.server;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import netkit.queue.store.FullDisk;
import netkit.queue.store.QueueMessage;

/** What a broker has to say to whoever runs it: each trouble once, when it begins, and that of the disk when it ends too. */
final class BrokerLog {
    private static final String STORED_AGAIN = "messages can be stored again";

    private final java.util.function.Consumer<String> lines;
    private boolean full;
    private boolean memoryFull;
    private boolean failing;

    BrokerLog(java.util.function.Consumer<String> lines) {
        this.lines = lines;
    }

    /** @param lacking what lacks on the disk before a message can be taken; empty when there is room */
    void disk(Optional<FullDisk> lacking) {
        if (full != lacking.isPresent()) {
            full = lacking.isPresent();
            lines.accept(lacking.map(FullDisk::toString).orElse(STORED_AGAIN));
        }
    }

    /** @param bytes of all messages, as much as they may take */
    void memoryFull(long bytes) {
        if (!memoryFull) {
            memoryFull = true;
            lines.accept("messages take " + FullDisk.mebibytes(bytes)
                    + ", all the memory that they may: producers wait until some are consumed");
        }
    }

    /** They take so little that it is worth a line when that is over again. */
    void memoryFreed() {
        memoryFull = false;
    }

    void failed(String why) {
        if (!failing) {
            failing = true;
            lines.accept(why);
        }
    }

    /** New messages are on disk. */
    void stored() {
        if (failing) {
            failing = false;
            lines.accept(STORED_AGAIN);
        }
    }

    /** Whether the last attempt to write failed. */
    boolean isFailing() {
        return failing;
    }

    /** @param late what the consumer did not acknowledge in time */
    void takenBack(Consumer receiver, List<QueueMessage> late, Duration time) {
        boolean one = late.size() == 1;
        lines.accept(receiver.name() + " did not acknowledge "
                + (one ? "message " + late.getFirst().id() : late.size() + " messages") + " of "
                + receiver.queue().name() + " within "
                + BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + " s: "
                + (one ? "it is" : "they are") + " taken back; this consumer gets nothing in "
                + (one ? "its" : "their") + " place until it answers");
    }
}
