package netkit.queue.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The work on a log that producers need not wait for: creates the next segments, deletes segments without live messages, and
 * compacts the log by copying the live messages of its oldest segment to its end, a little at a time.
 */
final class LogCleaner implements Runnable {
    /** Bytes that are copied between two syncs; producers have to wait for no more than these. */
    private static final int COPIED_AT_ONCE = 1 << 20;
    private static final int PAUSE_MILLIS = 1000;

    private final SegmentLog log;
    private final StoredBodies bodies;
    private final Consumer<String> lines;
    /** Segments that are no longer part of the log, but whose files still exist. */
    private final List<Segment> empty = new ArrayList<>();

    /** @param lines receives a line about damage, and about failures that producers do not notice */
    LogCleaner(SegmentLog log, StoredBodies bodies, Consumer<String> lines) {
        this.log = log;
        this.bodies = bodies;
        this.lines = lines;
    }

    @Override
    public void run() {
        boolean isReported = false;
        int pause = 0;
        try {
            while (log.awaitWork(pause)) {
                try {
                    deleteEmpty();
                    compact(log.prepareAhead());
                    pause = 0;
                    isReported = false;
                } catch (IOException _) { // producers get an error too
                    pause = PAUSE_MILLIS;
                } catch (RuntimeException | Error e) {
                    pause = PAUSE_MILLIS;
                    if (!isReported) {
                        isReported = true;
                        lines.accept("old messages cannot be cleaned up: " + e);
                    }
                }
            }
        } catch (InterruptedException _) {
            // the process ends
        }
    }

    private void deleteEmpty() throws IOException {
        empty.addAll(log.removeEmpty());
        if (!empty.isEmpty()) {
            log.checkpoint();
            log.sync(); // a checkpoint without them must be on disk first
            while (!empty.isEmpty()) {
                bodies.delete(empty.getFirst());
                empty.removeFirst();
            }
        }
    }

    private void compact(boolean isShort) throws IOException {
        for (List<QueueMessage> old = log.toCopy(isShort); !old.isEmpty(); old = log.toCopy(isShort)) {
            int copied = 0;
            for (QueueMessage message : old) {
                copied += copy(message);
                if (copied > COPIED_AT_ONCE) {
                    log.sync();
                    copied = 0;
                }
            }
            deleteEmpty();
        }
    }

    /** Returns the bytes that were copied. */
    private int copy(QueueMessage message) throws IOException {
        try {
            byte[] body = bodies.get(message);
            if (body == null) {
                return 0;
            }
            log.copy(message, body);
            return body.length;
        } catch (DamagedMessageException e) {
            lines.accept(e.getMessage());
            log.forget(message);
            return 0;
        }
    }
}
