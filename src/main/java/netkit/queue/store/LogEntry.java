package netkit.queue.store;

/**
 * A record and its place in the log.
 *
 * @param offset bytes from the beginning of its segment
 * @param length bytes that it takes there, its header included
 * @param sequence one more than that of the record before it
 */
public record LogEntry(int offset, int length, long sequence, LogRecord record) {
    /** Returns the offset of the byte behind it. */
    int end() {
        return offset + length;
    }
}
