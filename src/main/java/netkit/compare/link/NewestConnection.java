package netkit.compare.link;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * The connection on which the sender sends: the newest, because the loss of an older one may not have been noticed. The
 * end is sent on each connection, also on one that is opened only after it.
 */
final class NewestConnection<C> {
    /** Sends the end over a connection, after all messages. */
    @FunctionalInterface
    interface End<C> {
        void send(C connection) throws IOException;
    }

    private final End<C> end;
    private final Consumer<C> discard;
    /** Null while no receiver is connected. */
    private C newest;
    private boolean finishing;

    /** @param discard closes a connection that is no longer needed */
    NewestConnection(End<C> end, Consumer<C> discard) {
        this.end = end;
        this.discard = discard;
    }

    void opened(C connection) throws IOException {
        C replaced;
        boolean isEnd;
        synchronized (this) {
            replaced = newest;
            newest = connection;
            isEnd = finishing;
        }
        if (replaced != null) {
            discard.accept(replaced);
        }
        if (isEnd) {
            end.send(connection);
        }
    }

    /** Records the end of a connection, perhaps of an older one. */
    synchronized void closed(C connection) {
        if (newest == connection) {
            newest = null;
        }
    }

    /** @throws IOException if there is none */
    synchronized C get() throws IOException {
        if (newest == null) {
            throw new IOException("no receiver is connected");
        }
        return newest;
    }

    synchronized boolean isFinishing() {
        return finishing;
    }

    /** Sends the end, now and on later connections. */
    void finish() throws IOException {
        C connection;
        synchronized (this) {
            finishing = true;
            connection = newest;
        }
        if (connection != null) {
            end.send(connection);
        }
    }

    /** Closes the connection, if there is one. */
    void discard() {
        C last;
        synchronized (this) {
            last = newest;
            newest = null;
        }
        if (last != null) {
            discard.accept(last);
        }
    }
}
