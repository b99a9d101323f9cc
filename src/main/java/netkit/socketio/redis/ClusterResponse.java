package netkit.socketio.redis;

import java.util.List;
import java.util.Set;

import netkit.socketio.Adapter.ClientDetails;

/** A response to a {@link ClusterRequest}. Its meaning follows from the request: the responses carry no type of their own. */
sealed interface ClusterResponse {
    /** The ids of clients. */
    record Ids(Set<String> ids) implements ClusterResponse {}

    record Clients(List<ClientDetails> clients) implements ClusterResponse {}

    record Rooms(Set<String> rooms) implements ClusterResponse {}

    /** The number of clients to which an event went. */
    record ClientCount(int count) implements ClusterResponse {}

    /** The first value of a client's acknowledgement. */
    record AckValue(Object value) implements ClusterResponse {}

    /** The reply of a server's program. */
    record ServerSideReply(Object value) implements ClusterResponse {}

    /** Nothing but that the request was fulfilled. */
    record Done() implements ClusterResponse {}

    /** @param id of the request */
    record Envelope(String id, ClusterResponse response) {}
}
