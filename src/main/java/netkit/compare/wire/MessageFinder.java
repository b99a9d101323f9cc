package netkit.compare.wire;

/** Finds a trial's messages in one direction of a TCP stream, which it is given byte after byte, in pieces of any size. */
interface MessageFinder extends AutoCloseable {
    /** Told of each message that was found. */
    @FunctionalInterface
    interface Found {
        /**
         * @param from position in the stream of the first byte that the message needs; never less than the last {@code to}
         * @param to behind its last
         */
        void message(int number, long from, long to);
    }

    /** The next bytes of the stream. */
    void feed(byte[] bytes, int from, int to, Found found);

    /** So many bytes of the stream were not seen. */
    void skip(long count);

    /** Position in the stream: no message that has not been told of begins before it. */
    long undecidedFrom();

    /** Gives back what it holds. */
    @Override
    default void close() {}
}
