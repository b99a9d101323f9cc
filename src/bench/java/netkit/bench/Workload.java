package netkit.bench;

/**
 * A workload of WebSocket echoes.
 *
 * @param size bytes of payload in a message
 * @param outstanding messages in flight on each connection
 */
record Workload(String title, int size, int connections, int outstanding) {
    private static final int LARGE = 4096;

    /** Returns the unit of the rate: messages for small messages, bytes for large ones. */
    String unit() {
        return isLarge() ? "MB/s" : "k/s";
    }

    /** Returns the rate in {@link #unit}s of this many echoes. */
    double rate(long messages, double seconds) {
        return messages / seconds * (isLarge() ? size / 1e6 : 1e-3);
    }

    private boolean isLarge() {
        return size >= LARGE;
    }
}
