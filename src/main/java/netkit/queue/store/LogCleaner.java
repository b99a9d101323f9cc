package netkit.queue.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The work on a log that producers need not wait for: creates the next segments, deletes segments without live messages, and
 * compacts the log by copying the live messages of its oldest segment to its end, a little at a time.
 */
final class LogCleaner implements Runnable {
    /** Bytes that are copied between two syncs, so that producers' messages need not wait for more. */
    private static final int COPIED_AT_ONCE = 1 << 20;
    private static final int PAUSE_MILLIS = 1000;

    private final SegmentLog segments;
    private final StoredBodies bodies;
    private final Consumer<String> log;
    /** Segments that are no longer part of the log, and whose files are still there. */
    private final List<Segment> empty = new ArrayList<>();
    private boolean isFailing;

    /** @param log takes a line about damage, and about failures that producers do not notice */
    LogCleaner(SegmentLog segments, StoredBodies bodies, Consumer<String> log) {
        this.segments = segments;
        this.bodies = bodies;
        this.log = log;
    }

    @Override
    public void run() {
        try {
            while (segments.awaitWork()) {
                try {
                    deleteEmpty();
                    compact(prepareAhead());
                    isFailing = false;
                } catch (IOException _) { // producers get an error too
                    segments.pause(PAUSE_MILLIS);
                } catch (RuntimeException | Error e) {
                    if (!isFailing) {
                        isFailing = true;
                        log.accept("old messages cannot be cleaned up: " + e);
                    }
                    segments.pause(PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException _) {
            // the process ends
        }
    }

    private void deleteEmpty() throws IOException {
        empty.addAll(segments.removeEmpty());
        if (!empty.isEmpty()) {
            segments.checkpoint();
            segments.sync(); // the checkpoint without them must be on disk first
            while (!empty.isEmpty()) {
                bodies.delete(empty.getFirst());
                empty.removeFirst();
            }
        }
    }

    /** @return whether the disk is full, and the reserve in use */
    private boolean prepareAhead() throws IOException {
        try {
            segments.prepareAhead();
            return false;
        } catch (IOException e) {
            if (segments.useReserve()) {
                return true;
            }
            throw e;
        }
    }

    private void compact(boolean isShort) throws IOException {
        for (Optional<Segment> oldest = segments.compactable(isShort); oldest.isPresent(); oldest = segments
                .compactable(isShort)) {
            int copied = 0;
            for (QueueMessage message : segments.messages(oldest.get())) {
                copied += copy(message, oldest.get());
                if (copied > COPIED_AT_ONCE) {
                    segments.sync();
                    copied = 0;
                }
            }
            deleteEmpty();
        }
    }

    /** @return bytes that were copied */
    private int copy(QueueMessage message, Segment from) throws IOException {
        try {
            byte[] kept = message.body();
            byte[] body = kept != null ? kept : bodies.read(message);
            if (body == null) {
                return 0;
            }
            segments.copy(message, body, from);
            return body.length;
        } catch (DamagedMessageException e) {
            log.accept(e.getMessage());
            segments.forget(message);
            return 0;
        }
    }
}
