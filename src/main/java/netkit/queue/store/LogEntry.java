package netkit.queue.store;

/**
 * A record and where it stands.
 *
 * @param offset bytes from the beginning of its segment
 * @param length bytes that it takes there, its header included
 * @param sequence grows by one with each record of the log
 */
public record LogEntry(int offset, int length, long sequence, LogRecord record) {
    /** The offset of the byte behind it. */
    int end() {
        return offset + length;
    }
}
