package netkit.compare.link;

/** The receiving program from a transport's point of view: the destination of received messages. One per run of the program. */
@FunctionalInterface
public interface Inbox {
    /** The program of a direction without messages. */
    Inbox NONE = (_, _, _, _) -> Response.NONE;

    /** The program's response to a message. */
    enum Response {
        /** The message is processed; a transport with acknowledgements sends one. */
        ACKNOWLEDGE,
        /** No acknowledgement now or later: the program is crashing, or has stopped. */
        NONE
    }

    /**
     * Delivers bytes that should be one message. They are valid only during the call, which lasts until the program has
     * processed the message. Never called by two threads at once.
     *
     * @param ownRead whether one read returned exactly these bytes
     */
    Response take(byte[] bytes, int from, int length, boolean ownRead);
}
