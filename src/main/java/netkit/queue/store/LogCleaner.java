package netkit.queue.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The work on a log that producers need not wait for: it makes the next segments, deletes those in which nothing lives, and
 * copies what lives in an old one to the end of the log, a little at a time.
 */
final class LogCleaner implements Runnable {
    /** What is copied is forced to disk in pieces of this size, so that producers' messages need not wait behind it. */
    private static final int COPIED_AT_ONCE = 1 << 20;
    private static final int PAUSE_MILLIS = 1000;

    private final SegmentLog segments;
    private final StoredBodies bodies;
    private final Consumer<String> log;
    /** Segments that are no longer part of the log, and whose files are still there. */
    private final List<Segment> dead = new ArrayList<>();
    private boolean isFailing;

    /** @param log takes a line when something is damaged, or goes wrong that producers do not notice */
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
                    deleteDead();
                    copyForward(prepareAhead());
                    isFailing = false;
                } catch (IOException _) { // producers are told of it
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

    private void deleteDead() throws IOException {
        dead.addAll(segments.removeDead());
        if (!dead.isEmpty()) {
            segments.checkpoint();
            segments.sync(); // only then may they be missing
            while (!dead.isEmpty()) {
                bodies.delete(dead.getFirst());
                dead.removeFirst();
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

    private void copyForward(boolean isShort) throws IOException {
        for (Optional<Segment> oldest = segments.wasteful(isShort); oldest.isPresent(); oldest = segments
                .wasteful(isShort)) {
            int copied = 0;
            for (QueueMessage message : segments.messages(oldest.get())) {
                copied += copy(message, oldest.get());
                if (copied > COPIED_AT_ONCE) {
                    segments.sync();
                    copied = 0;
                }
            }
            deleteDead();
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
