package netkit.socketio.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import netkit.net.Scheduler;
import netkit.socketio.Ack;
import netkit.socketio.Adapter;
import netkit.socketio.Adapter.ClientDetails;
import netkit.socketio.Adapter.LocalClients;
import netkit.socketio.Adapter.MissingRepliesException;
import netkit.socketio.Packet;
import netkit.socketio.Selection;

/**
 * The adapter of a namespace over Redis: what {@code @socket.io/redis-adapter} 8 publishes, and the replies it expects.
 * Redis stores nothing of it: a server that is not connected at that moment misses a message for good.
 */
final class RedisAdapter implements Adapter {
    /** Of requests to the other servers. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

    /** Receivers of the replies to an event. */
    private record AckRequest(IntConsumer onClients, Consumer<Object> onAck) {}

    private final String uid;
    private final Bus bus;
    private final LocalClients clients;
    private final Channels channels;
    private final Supplier<String> newId;
    private final Scheduler scheduler;
    private final Consumer<String> log;
    private final Bus.Subscription subscription;
    private final Map<String, PendingReplies> requests = new ConcurrentHashMap<>();
    private final Map<String, AckRequest> ackRequests = new ConcurrentHashMap<>();

    /**
     * @param key with which the names of the cluster's channels begin
     * @param log receives one line for each malformed message
     */
    RedisAdapter(Bus bus, String key, LocalClients clients, Supplier<String> newId, Scheduler scheduler,
            Consumer<String> log) {
        this.uid = newId.get();
        this.bus = bus;
        this.clients = clients;
        this.channels = new Channels(key, clients.namespace());
        this.newId = newId;
        this.scheduler = scheduler;
        this.log = log;
        this.subscription = bus.subscribe(
                Set.of(channels.request(), channels.response(), channels.response(uid)),
                channels.broadcastPattern(), this::received);
    }

    @Override
    public void close() {
        subscription.end();
    }

    @Override
    public void broadcast(Packet.Event event, Selection to, boolean isVolatile) {
        String channel = to.rooms().size() == 1 ? channels.broadcast(to.rooms().iterator().next())
                : channels.broadcast();
        bus.publish(channel, ClusterCodec.encode(new ClusterBroadcast(uid, event, to, isVolatile)));
    }

    @Override
    public void broadcastWithAck(Packet.Event event, Selection to, Duration timeout, IntConsumer onClients,
            Consumer<Object> onAck) {
        String id = newId.get();
        ackRequests.put(id, new AckRequest(onClients, onAck));
        scheduler.after(timeout, () -> ackRequests.remove(id));
        send(id, new ClusterRequest.BroadcastWithAck(event, to, timeout));
    }

    @Override
    public void join(Selection selected, Set<String> rooms) {
        send("", new ClusterRequest.Join(selected, rooms));
    }

    @Override
    public void leave(Selection selected, Set<String> rooms) {
        send("", new ClusterRequest.Leave(selected, rooms));
    }

    @Override
    public void disconnect(Selection selected, boolean closes) {
        send("", new ClusterRequest.Disconnect(selected, closes));
    }

    @Override
    public void serverSideEmit(List<Object> values) {
        send("", new ClusterRequest.ServerSideEmit(values));
    }

    @Override
    public List<Object> serverSideEmitWithAck(List<Object> values) throws IOException, InterruptedException {
        return ask(new ClusterRequest.ServerSideEmit(values), (response, replies) -> replies
                .add(response instanceof ClusterResponse.ServerSideReply(var value) ? value : null));
    }

    @Override
    public List<ClientDetails> fetchClients(Selection selected) throws IOException, InterruptedException {
        List<ClientDetails> found = new ArrayList<>();
        ask(new ClusterRequest.Fetch(selected), (response, replies) -> {
            if (response instanceof ClusterResponse.Clients(var some)) {
                replies.addAll(some);
            }
        }).forEach(client -> found.add((ClientDetails) client));
        return found;
    }

    @Override
    public Set<String> fetchRooms() throws IOException, InterruptedException {
        Set<String> found = new LinkedHashSet<>();
        ask(new ClusterRequest.Rooms(), (response, replies) -> {
            if (response instanceof ClusterResponse.Rooms(var some)) {
                replies.addAll(some);
            }
        }).forEach(room -> found.add((String) room));
        return found;
    }

    @Override
    public int serverCount() throws IOException {
        return Math.max(1, bus.subscribers(channels.request()));
    }

    /**
     * Sends a request and waits for the response of each other server.
     *
     * @param content adds the content of a response to a list
     */
    private List<Object> ask(ClusterRequest request, BiConsumer<ClusterResponse, List<Object>> content)
            throws IOException, InterruptedException {
        int others = serverCount() - 1;
        if (others == 0) {
            return List.of();
        }
        String id = newId.get();
        PendingReplies pending = new PendingReplies(others);
        requests.put(id, pending);
        try {
            send(id, request);
            List<ClusterResponse> responses = pending.await(scheduler, REQUEST_TIMEOUT);
            List<Object> contents = new ArrayList<>();
            responses.forEach(response -> content.accept(response, contents));
            if (responses.size() < others) {
                throw new MissingRepliesException(contents, responses.size(), others);
            }
            return contents;
        } finally {
            requests.remove(id);
        }
    }

    private void send(String id, ClusterRequest request) {
        bus.publish(channels.request(), ClusterCodec.encode(new ClusterRequest.Envelope(uid, id, request)));
    }

    private void respond(String id, ClusterResponse response) {
        if (!id.isEmpty()) {
            bus.publish(channels.response(), ClusterCodec.encode(new ClusterResponse.Envelope(id, response)));
        }
    }

    private void received(String channel, byte[] message) {
        try {
            if (channel.equals(channels.request())) {
                serve(ClusterCodec.decodeRequest(message));
            } else if (channel.startsWith(channels.response())) {
                take(ClusterCodec.decodeResponse(message));
            } else {
                deliver(channel, message);
            }
        } catch (IOException | IllegalArgumentException e) {
            log.accept("a malformed message in " + channel + " was ignored: " + e.getMessage());
        }
    }

    private void deliver(String channel, byte[] message) throws IOException {
        String room = channel.substring(channels.broadcast().length());
        if (!room.isEmpty() && !clients.hasRoom(room.substring(0, room.length() - 1))) {
            return; // for one room, of which no client is here
        }
        if (ClusterCodec.isFrom(uid, message)) {
            return; // its clients have it
        }
        ClusterBroadcast broadcast = ClusterCodec.decodeBroadcast(message);
        if (isOurs(broadcast.event())) {
            clients.deliver(broadcast.event(), broadcast.to(), broadcast.isVolatile());
        }
    }

    private boolean isOurs(Packet.Event event) {
        return event.namespace().equals(clients.namespace());
    }

    private void serve(ClusterRequest.Envelope envelope) {
        String id = envelope.id();
        if (envelope.sender().equals(uid) || requests.containsKey(id) || ackRequests.containsKey(id)) {
            return; // our own: some requests come without their sender
        }
        switch (envelope.request()) {
            case ClusterRequest.Ids(var rooms) -> {
                Set<String> ids = new LinkedHashSet<>();
                clients.clients(new Selection(rooms, Set.of())).forEach(client -> ids.add(client.id()));
                respond(id, new ClusterResponse.Ids(ids));
            }
            case ClusterRequest.Rooms() -> respond(id, new ClusterResponse.Rooms(clients.rooms()));
            case ClusterRequest.Join(var selected, var rooms) -> {
                clients.join(selected, rooms);
                respond(id, new ClusterResponse.Done());
            }
            case ClusterRequest.Leave(var selected, var rooms) -> {
                clients.leave(selected, rooms);
                respond(id, new ClusterResponse.Done());
            }
            case ClusterRequest.Disconnect(var selected, var closes) -> {
                clients.disconnect(selected, closes);
                respond(id, new ClusterResponse.Done());
            }
            case ClusterRequest.Fetch(var selected) ->
                respond(id, new ClusterResponse.Clients(clients.clients(selected)));
            case ClusterRequest.ServerSideEmit(var values) -> clients.serverSideEvent(values,
                    id.isEmpty() ? Ack.NOT_REQUESTED
                            : Ack.of(reply -> respond(id,
                                    new ClusterResponse.ServerSideReply(
                                            reply.isEmpty() ? null : reply.getFirst()))));
            case ClusterRequest.BroadcastWithAck(var event, var to, var timeout) -> {
                if (isOurs(event)) {
                    clients.deliverWithAck(event, to, timeout,
                            count -> respond(id, new ClusterResponse.ClientCount(count)),
                            value -> respond(id, new ClusterResponse.AckValue(value)));
                }
            }
        }
    }

    private void take(ClusterResponse.Envelope envelope) {
        AckRequest acks = ackRequests.get(envelope.id());
        if (acks != null) {
            switch (envelope.response()) {
                case ClusterResponse.ClientCount(var count) -> acks.onClients.accept(count);
                case ClusterResponse.AckValue(var value) -> acks.onAck.accept(value);
                case ClusterResponse.Ids _,ClusterResponse.Clients _,ClusterResponse.Rooms _,ClusterResponse.ServerSideReply _,ClusterResponse.Done _ -> {
                    // not what was asked
                }
            }
            return;
        }
        PendingReplies pending = requests.get(envelope.id());
        if (pending != null) {
            pending.add(envelope.response());
        }
    }
}
