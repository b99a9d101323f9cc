package netkit.compare.link;

/** The receiving program, as a transport sees it: where it puts what has come. One for each life of the program. */
@FunctionalInterface
public interface Inbox {
    /** What the program says to what it got. */
    enum Response {
        /** It is done with the message; a transport that has acknowledgements sends one. */
        ACKNOWLEDGE,
        /** It says nothing, and never will: it is being killed, or dead. */
        NONE
    }

    /**
     * Bytes that should be one message; they are only valid during the call, which lasts as long as the program takes for
     * the message. Never called by two threads at once.
     *
     * @param ownRead whether one receive gave exactly these bytes
     */
    Response take(byte[] bytes, int from, int length, boolean ownRead);
}
