package netkit.socketio.redis;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import netkit.socketio.Packet;
import netkit.socketio.Selection;

/** What a server asks of the others in a namespace. */
sealed interface ClusterRequest {
    /** The clients to which it applies are these; empty rooms mean all. */
    record Join(Selection clients, Set<String> rooms) implements ClusterRequest {}

    record Leave(Selection clients, Set<String> rooms) implements ClusterRequest {}

    /** @param closes whether the connections are closed, too */
    record Disconnect(Selection clients, boolean closes) implements ClusterRequest {}

    /** Asks for the ids of the clients in any of these rooms; for all ids if there are none. */
    record Ids(Set<String> rooms) implements ClusterRequest {}

    /** Asks for the names of all rooms. */
    record Rooms() implements ClusterRequest {}

    /** Asks for clients with all that can be told of them. */
    record Fetch(Selection clients) implements ClusterRequest {}

    /** An event for the programs of the servers. */
    record ServerSideEmit(List<Object> values) implements ClusterRequest {}

    /** An event to which each client is to reply. */
    record BroadcastWithAck(Packet.Event event, Selection to, Duration timeout) implements ClusterRequest {}

    /**
     * A request with its sender.
     *
     * @param sender the id of the server; empty if it did not say
     * @param id for the responses; empty if none is expected
     */
    record Envelope(String sender, String id, ClusterRequest request) {}
}
