package netkit.queue.store;

import java.nio.file.Path;
import java.util.Locale;

/**
 * A disk without room for more messages.
 *
 * @param folder a directory on it
 * @param free bytes
 * @param needed bytes, most of it reserved for deletions and deliveries
 */
public record FullDisk(Path folder, long free, long needed) {
    /** Returns the reply to a producer, the same each time. */
    public String refusal() {
        return "the disk is nearly full: make room on the disk of " + folder.toAbsolutePath();
    }

    /** Returns {@link #refusal} with the numbers. */
    @Override
    public String toString() {
        return refusal() + " (" + mebibytes(free) + " free, " + mebibytes(needed) + " needed)";
    }

    public static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }
}
