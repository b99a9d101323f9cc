package netkit.compare.wire;

/** Counts the heads of HTTP messages in one direction. Not thread-safe. */
final class HttpHeads {
    private long count;
    private long bytes;

    /** @param length bytes of the head, its empty line included */
    void add(int length) {
        count++;
        bytes += length;
    }

    long count() {
        return count;
    }

    long bytes() {
        return bytes;
    }
}
