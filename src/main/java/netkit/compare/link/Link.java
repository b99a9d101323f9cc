package netkit.compare.link;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * A transport between two programs: the sender runs on alice, together with the server if there is one; the receiver runs
 * on bob, and connects. With {@link LinkContext#back} bob's program sends messages, too, and alice's receives them.
 */
public interface Link extends Closeable {
    /** One run of the receiving program. */
    interface Receiver {
        /**
         * Sends a message to alice, as {@link Link#send} does to bob. Only with {@link LinkContext#back}.
         *
         * @throws IOException if the message was not accepted; a later one may be
         */
        void send(int number, byte[] message) throws IOException;

        /** Ends the program, which closes its sockets. Returns soon, whatever the wire does. */
        void quit();

        /**
         * Kills the program: the system closes its connections, with a reset where received bytes were unread. It sends
         * nothing more. Returns soon.
         */
        default void kill() {
            quit();
        }

        /**
         * Resets the connection (RFC 9293 §3.5.2: SO_LINGER with 0 sends a RST); the program reconnects until it
         * succeeds. Returns soon. Never called for a transport without connections.
         */
        default void reset() {
            throw new IllegalStateException("there is no connection");
        }
    }

    /**
     * Returns the addresses at which alice listens, for a bob on another machine: the one that he connects to, or sends to
     * first, and another if his messages go there.
     */
    default List<InetSocketAddress> addresses() throws IOException {
        throw new IllegalStateException("not between two machines");
    }

    /**
     * Starts the receiving program. On the first start it is connected when this returns; later, while the wire is cut, it
     * keeps trying. Called again only after the previous program has quit or was killed.
     *
     * @throws IOException if the program cannot be started
     */
    Receiver start(Inbox inbox) throws IOException;

    /**
     * Sends a message; returns when the transport has accepted it. The caller reuses the array afterwards.
     *
     * @throws IOException if the message was not accepted; a later one may be
     */
    void send(int number, byte[] message) throws IOException;

    /** Cuts or heals the bus between two servers. Returns soon. Never called for a transport without a bus. */
    default void setBus(boolean cut) {
        throw new IllegalStateException("there is no bus");
    }

    /**
     * Ends sending: waits for messages in flight, in both directions, and returns when no more can arrive because each
     * receiving program has seen the end, or bob's is away.
     *
     * @throws IOException with one line, on timeout or if the connection is permanently broken
     */
    void finish(Duration atMost) throws IOException, InterruptedException;
}
