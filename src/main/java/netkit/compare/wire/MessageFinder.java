package netkit.compare.wire;

/** Finds a trial's messages in one direction of a TCP stream, fed in order in chunks of any size. */
interface MessageFinder extends AutoCloseable {
    /** Receives each message that was found. */
    @FunctionalInterface
    interface Found {
        /**
         * @param from position in the stream of the first byte that the message needs; never less than the last {@code to}
         * @param to exclusive end of the message
         */
        void message(int number, long from, long to);
    }

    /** Feeds the next bytes of the stream. */
    void feed(byte[] bytes, int from, int to, Found found);

    /** Skips this many bytes of the stream that were not observed. */
    void skip(long count);

    /** Returns the position in the stream before which no further message begins. */
    long undecidedFrom();

    /** Releases its resources. */
    @Override
    default void close() {}
}
