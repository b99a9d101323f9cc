package netkit.bench;

/**
 * What is echoed.
 *
 * @param size bytes of payload in a message
 * @param outstanding messages of a connection that are under way at a time
 */
record Workload(String title, int size, int connections, int outstanding) {
    private static final int LARGE = 4096;

    /** Small messages are counted, large ones weighed. */
    String unit() {
        return isLarge() ? "MB/s" : "k/s";
    }

    /** How fast it went, in {@link #unit}s, when so many messages came back. */
    double rate(long messages, double seconds) {
        return messages / seconds * (isLarge() ? size / 1e6 : 1e-3);
    }

    private boolean isLarge() {
        return size >= LARGE;
    }
}
