package netkit.queue.store;

import java.nio.file.Path;
import java.util.Locale;

/**
 * A disk that has no room for more messages.
 *
 * @param folder a place on it
 * @param free bytes
 * @param needed bytes, of which most are kept for what has to be written all the same
 */
public record FullDisk(Path folder, long free, long needed) {
    /** What a producer is told, which is the same each time. */
    public String refusal() {
        return "the disk is nearly full: make room on the disk of " + folder.toAbsolutePath();
    }

    /** {@link #refusal} with the figures. */
    @Override
    public String toString() {
        return refusal() + " (" + mebibytes(free) + " free, " + mebibytes(needed) + " needed)";
    }

    public static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }
}
