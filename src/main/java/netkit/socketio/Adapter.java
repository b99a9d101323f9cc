package netkit.socketio;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The link of a namespace to the same namespace of other servers (Socket.IO, Adapter). What it carries is for their
 * clients only; the namespace serves its own, and hears from the others through {@link LocalClients}. A method without
 * {@link IOException} never blocks, and what it cannot carry is lost.
 */
public interface Adapter {
    /** The adapter of a server that is alone. */
    Adapter ALONE = new AloneAdapter();

    /** Creates the adapters of a server. */
    @FunctionalInterface
    interface Factory {
        /** The factory of a server that is alone. */
        Factory ALONE = _ -> Adapter.ALONE;

        /** Returns the adapter of a namespace; called once for each. */
        Adapter connect(LocalClients clients);
    }

    /**
     * The clients of a namespace at this server, as an {@link Adapter} needs them for what the other servers ask. None of its
     * methods blocks or passes anything back to the adapter.
     */
    interface LocalClients {
        /** Returns the name of the namespace, {@code /} or {@code /chat}. */
        String namespace();

        /** Sends an event to the selected clients. */
        void deliver(Packet.Event event, Selection to, boolean isVolatile);

        /**
         * Sends an event to the selected clients and requests an acknowledgement from each.
         *
         * @param timeout after which no more acknowledgements are passed on
         * @param onClients receives the number of the clients, once, before the first acknowledgement
         * @param onAck receives the first value of each acknowledgement, null if it has none
         */
        void deliverWithAck(Packet.Event event, Selection to, Duration timeout, IntConsumer onClients,
                Consumer<Object> onAck);

        void join(Selection clients, Set<String> rooms);

        void leave(Selection clients, Set<String> rooms);

        /** @param closes whether their connections are closed, too */
        void disconnect(Selection clients, boolean closes);

        /** Returns the selected clients. */
        List<ClientDetails> clients(Selection selected);

        /** Returns the names of the rooms, the clients' own included. */
        Set<String> rooms();

        /** Whether a client is in that room. */
        boolean hasRoom(String room);

        /**
         * Passes an event of another server to this server's program.
         *
         * @param ack sends the program's reply
         */
        void serverSideEvent(List<Object> values, Ack ack);
    }

    /**
     * What a server tells others of one of its clients.
     *
     * @param handshake plain values as the reference has them: {@code headers}, {@code address}, {@code query}, {@code auth}
     * @param data of the program about the client, as plain values
     */
    record ClientDetails(String id, Map<String, Object> handshake, List<String> rooms,
            Map<String, Object> data) {}

    /** Thrown when some of the other servers did not reply in time. */
    final class MissingRepliesException extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient List<Object> replies;

        /**
         * @param replies their contents, null among them
         * @param servers that replied
         * @param expected servers
         */
        public MissingRepliesException(List<Object> replies, int servers, int expected) {
            super("timeout: only " + servers + " of " + expected + " servers replied");
            this.replies = Collections.unmodifiableList(new ArrayList<>(replies));
        }

        /** Returns the replies that arrived. */
        public List<Object> replies() {
            return replies;
        }
    }

    /** Sends an event to the selected clients of the other servers. */
    void broadcast(Packet.Event event, Selection to, boolean isVolatile);

    /**
     * Sends an event to the selected clients of the other servers, and requests an acknowledgement from each.
     *
     * @param timeout after which no more acknowledgements are passed on
     * @param onClients receives the number of its selected clients from each server
     * @param onAck receives the first value of each acknowledgement, null if it has none
     */
    void broadcastWithAck(Packet.Event event, Selection to, Duration timeout, IntConsumer onClients,
            Consumer<Object> onAck);

    /** Makes the selected clients of the other servers join these rooms. */
    void join(Selection clients, Set<String> rooms);

    /** Makes the selected clients of the other servers leave these rooms. */
    void leave(Selection clients, Set<String> rooms);

    /** @param closes whether their connections are closed, too, and not only disconnected from the namespace */
    void disconnect(Selection clients, boolean closes);

    /** Passes an event to the programs of the other servers. */
    void serverSideEmit(List<Object> values);

    /**
     * Passes an event to the programs of the other servers, and waits for their replies.
     *
     * @return one reply for each of the other servers
     * @throws MissingRepliesException if some did not reply in time
     * @throws IOException if the other servers cannot be reached
     */
    List<Object> serverSideEmitWithAck(List<Object> values) throws IOException, InterruptedException;

    /**
     * Returns the selected clients of the other servers.
     *
     * @throws MissingRepliesException if some servers did not reply in time
     * @throws IOException if the other servers cannot be reached
     */
    List<ClientDetails> fetchClients(Selection clients) throws IOException, InterruptedException;

    /**
     * Returns the names of the rooms of the other servers, the clients' own included.
     *
     * @throws MissingRepliesException if some servers did not reply in time
     * @throws IOException if the other servers cannot be reached
     */
    Set<String> fetchRooms() throws IOException, InterruptedException;

    /**
     * Returns the number of servers that have this namespace, this one included.
     *
     * @throws IOException if it cannot be found out
     */
    int serverCount() throws IOException;

    /** The namespace is gone: ends the link. */
    void close();
}

/** See {@link Adapter#ALONE}. */
final class AloneAdapter implements Adapter {
    @Override
    public void broadcast(Packet.Event event, Selection to, boolean isVolatile) {}

    @Override
    public void broadcastWithAck(Packet.Event event, Selection to, Duration timeout, IntConsumer onClients,
            Consumer<Object> onAck) {}

    @Override
    public void join(Selection clients, Set<String> rooms) {}

    @Override
    public void leave(Selection clients, Set<String> rooms) {}

    @Override
    public void disconnect(Selection clients, boolean closes) {}

    @Override
    public void serverSideEmit(List<Object> values) {}

    @Override
    public List<Object> serverSideEmitWithAck(List<Object> values) {
        return List.of();
    }

    @Override
    public List<ClientDetails> fetchClients(Selection clients) {
        return List.of();
    }

    @Override
    public Set<String> fetchRooms() {
        return Set.of();
    }

    @Override
    public int serverCount() {
        return 1;
    }

    @Override
    public void close() {}
}
