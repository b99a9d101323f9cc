package netkit.compare.link;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * A transport between two programs: the one that sends lives on alice and, where there is a server, has it beside it; the
 * one that receives lives on bob, and connects.
 */
public interface Link extends Closeable {
    /** One life of the receiving program. */
    interface Receiver {
        /** It ends as programs do: it closes what it has. Returns soon, whatever the wire does. */
        void quit();

        /**
         * It is killed: the system closes its connections, with a reset where bytes had come that it had not read. It
         * sends nothing more. Returns soon.
         */
        void kill();

        /**
         * Its connection is reset (RFC 9293 §3.5.2: SO_LINGER with 0 sends a RST), and it connects again, as soon as
         * and as often as it takes. Returns soon. Never called for a transport without connections.
         */
        void reset();
    }

    /**
     * Starts the receiving program; it is connected when this returns, or, when it comes back to a wire that is cut,
     * tries until it is. Called again only after the last one has quit or was killed.
     *
     * @throws IOException if it cannot be started at all
     */
    Receiver start(Inbox inbox) throws IOException;

    /**
     * The sending program sends; returns when the transport has taken the message. The array is used again afterwards.
     *
     * @throws IOException when it was not accepted; a later one may be
     */
    void send(int number, byte[] message) throws IOException;

    /**
     * The sending program is done: lets what is on its way arrive, and returns when nothing more can, because the
     * receiving program has seen the end of all, or is away.
     *
     * @throws IOException with one line, when that did not come about in time or the connection is broken for good
     */
    void finish(Duration atMost) throws IOException, InterruptedException;
}
