package netkit.socketio.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

import netkit.socketio.Adapter.ClientDetails;
import netkit.socketio.JsonValues;
import netkit.socketio.Packet;
import netkit.socketio.Selection;

/**
 * The encoding of what servers say to each other: that of {@code @socket.io/redis-adapter} 8. Broadcasts, and requests
 * and responses that hold an event's values, are MessagePack; all others are JSON, which begins with a brace.
 */
final class ClusterCodec {
    /** An EVENT of socket.io-protocol; binary events have the same number here, with bytes among their values. */
    private static final long EVENT = 2;
    private static final String UID = "uid";
    private static final String REQUEST_ID = "requestId";
    private static final String TYPE = "type";
    private static final String OPTS = "opts";
    private static final String ROOMS = "rooms";
    private static final String EXCEPT = "except";
    private static final String FLAGS = "flags";
    private static final String SOCKETS = "sockets";
    private static final String PACKET = "packet";
    private static final String CLIENT_COUNT = "clientCount";
    private static final String DATA = "data";
    private static final String CLOSE = "close";
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /** The numbers of the requests, in their order. */
    private enum RequestType {
        SOCKETS, ALL_ROOMS, REMOTE_JOIN, REMOTE_LEAVE, REMOTE_DISCONNECT, REMOTE_FETCH, SERVER_SIDE_EMIT, BROADCAST, BROADCAST_CLIENT_COUNT, BROADCAST_ACK
    }

    private ClusterCodec() {}

    static byte[] encode(ClusterBroadcast broadcast) {
        Map<String, Object> opts = opts(broadcast.to());
        opts.put(FLAGS, broadcast.isVolatile() ? Map.of("volatile", true) : Map.of());
        List<Object> message = new ArrayList<>();
        message.add(broadcast.sender());
        message.add(packet(broadcast.event()));
        message.add(opts);
        return MessagePack.encode(message);
    }

    /** Returns whether a broadcast is of this sender, without decoding the rest of it. */
    static boolean isFrom(String sender, byte[] broadcast) {
        byte[] name = MessagePack.encode(sender); // after the byte for an array of three
        return broadcast.length > name.length
                && Arrays.equals(broadcast, 1, 1 + name.length, name, 0, name.length);
    }

    /** @throws IOException if it is malformed */
    static ClusterBroadcast decodeBroadcast(byte[] bytes) throws IOException {
        if (!(MessagePack.decode(bytes) instanceof List<?> parts) || parts.size() < 3) {
            throw new IOException("a broadcast is not an array of three");
        }
        Map<String, Object> opts = map(parts.get(2), OPTS);
        boolean isVolatile = opts.get(FLAGS) instanceof Map<?, ?> flags
                && Boolean.TRUE.equals(flags.get("volatile"));
        return new ClusterBroadcast(String.valueOf(parts.get(0)), event(parts.get(1)), selection(opts),
                isVolatile);
    }

    static byte[] encode(ClusterRequest.Envelope envelope) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(UID, envelope.sender());
        if (!envelope.id().isEmpty()) {
            fields.put(REQUEST_ID, envelope.id());
        }
        return switch (envelope.request()) {
            case ClusterRequest.Ids(var rooms) ->
                json(fields, RequestType.SOCKETS, Map.of(ROOMS, list(rooms)));
            case ClusterRequest.Rooms() -> json(fields, RequestType.ALL_ROOMS, Map.of());
            case ClusterRequest.Join(var clients, var rooms) ->
                json(fields, RequestType.REMOTE_JOIN, Map.of(OPTS, opts(clients), ROOMS, list(rooms)));
            case ClusterRequest.Leave(var clients, var rooms) ->
                json(fields, RequestType.REMOTE_LEAVE, Map.of(OPTS, opts(clients), ROOMS, list(rooms)));
            case ClusterRequest.Disconnect(var clients, var closes) ->
                json(fields, RequestType.REMOTE_DISCONNECT, Map.of(OPTS, opts(clients), CLOSE, closes));
            case ClusterRequest.Fetch(var clients) ->
                json(fields, RequestType.REMOTE_FETCH, Map.of(OPTS, opts(clients)));
            case ClusterRequest.ServerSideEmit(var values) ->
                json(fields, RequestType.SERVER_SIDE_EMIT, Map.of(DATA, values));
            case ClusterRequest.BroadcastWithAck(var event, var to, var timeout) -> {
                Map<String, Object> opts = opts(to);
                opts.put(FLAGS, Map.of("timeout", timeout.toMillis(), "expectSingleResponse", false));
                fields.put(TYPE, number(RequestType.BROADCAST));
                fields.put(PACKET, packet(event));
                fields.put(OPTS, opts);
                yield MessagePack.encode(fields);
            }
        };
    }

    /** @throws IOException if it is malformed, or of a type that the reference does not have */
    static ClusterRequest.Envelope decodeRequest(byte[] bytes) throws IOException {
        Map<String, Object> fields = fields(bytes);
        return new ClusterRequest.Envelope(text(fields, UID), text(fields, REQUEST_ID), request(fields));
    }

    private static ClusterRequest request(Map<String, Object> fields) throws IOException {
        return switch (type(fields)) {
            case SOCKETS -> new ClusterRequest.Ids(texts(fields.get(ROOMS)));
            case ALL_ROOMS -> new ClusterRequest.Rooms();
            case REMOTE_JOIN -> new ClusterRequest.Join(clients(fields), rooms(fields));
            case REMOTE_LEAVE -> new ClusterRequest.Leave(clients(fields), rooms(fields));
            case REMOTE_DISCONNECT ->
                new ClusterRequest.Disconnect(clients(fields), Boolean.TRUE.equals(fields.get(CLOSE)));
            case REMOTE_FETCH -> new ClusterRequest.Fetch(clients(fields));
            case SERVER_SIDE_EMIT -> {
                if (!(fields.get(DATA) instanceof List<?> values)) {
                    throw new IOException("a server-side event without data");
                }
                yield new ClusterRequest.ServerSideEmit(new ArrayList<>(values));
            }
            case BROADCAST -> {
                Map<String, Object> opts = map(fields.get(OPTS), OPTS);
                yield new ClusterRequest.BroadcastWithAck(event(fields.get(PACKET)), selection(opts),
                        timeout(opts));
            }
            case BROADCAST_CLIENT_COUNT, BROADCAST_ACK ->
                throw new IOException("a response among the requests");
        };
    }

    /** Of one client by its id, as older servers ask, or of those in rooms. */
    private static Selection clients(Map<String, Object> fields) throws IOException {
        return fields.get(OPTS) == null && fields.get("sid") instanceof String id
                ? new Selection(Set.of(id), Set.of())
                : selection(map(fields.get(OPTS), OPTS));
    }

    private static Set<String> rooms(Map<String, Object> fields) {
        return fields.get("room") instanceof String room ? Set.of(room) : texts(fields.get(ROOMS));
    }

    private static Duration timeout(Map<String, Object> opts) {
        return opts.get(FLAGS) instanceof Map<?, ?> flags && flags.get("timeout") instanceof Long millis
                && millis > 0
                        ? Duration.ofMillis(Math.min(millis, Duration.ofHours(1).toMillis()))
                        : DEFAULT_TIMEOUT;
    }

    static byte[] encode(ClusterResponse.Envelope envelope) {
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (envelope.response()) {
            case ClusterResponse.Ids(var ids) -> fields.put(SOCKETS, list(ids));
            case ClusterResponse.Clients(var clients) ->
                fields.put(SOCKETS, clients.stream().map(ClusterCodec::client).toList());
            case ClusterResponse.Rooms(var rooms) -> fields.put(ROOMS, list(rooms));
            case ClusterResponse.ServerSideReply(var value) -> {
                fields.put(TYPE, number(RequestType.SERVER_SIDE_EMIT));
                fields.put(DATA, value);
            }
            case ClusterResponse.ClientCount(var count) -> {
                fields.put(TYPE, number(RequestType.BROADCAST_CLIENT_COUNT));
                fields.put(CLIENT_COUNT, (long) count);
            }
            case ClusterResponse.AckValue(var value) -> {
                fields.put(TYPE, number(RequestType.BROADCAST_ACK));
                fields.put(REQUEST_ID, envelope.id());
                fields.put(PACKET, value);
                return MessagePack.encode(fields);
            }
            case ClusterResponse.Done() -> {}
        }
        fields.put(REQUEST_ID, envelope.id());
        return json(fields);
    }

    /** @throws IOException if it is malformed */
    static ClusterResponse.Envelope decodeResponse(byte[] bytes) throws IOException {
        Map<String, Object> fields = fields(bytes);
        return new ClusterResponse.Envelope(text(fields, REQUEST_ID), response(fields));
    }

    private static ClusterResponse response(Map<String, Object> fields) throws IOException {
        if (fields.get(TYPE) != null) {
            switch (type(fields)) {
                case BROADCAST_CLIENT_COUNT -> {
                    return new ClusterResponse.ClientCount(
                            fields.get(CLIENT_COUNT) instanceof Long count
                                    ? Math.clamp(count, 0, Integer.MAX_VALUE)
                                    : 0);
                }
                case BROADCAST_ACK -> {
                    return new ClusterResponse.AckValue(fields.get(PACKET));
                }
                case SERVER_SIDE_EMIT -> {
                    return new ClusterResponse.ServerSideReply(fields.get(DATA));
                }
                case SOCKETS, ALL_ROOMS, REMOTE_JOIN, REMOTE_LEAVE, REMOTE_DISCONNECT, REMOTE_FETCH,
                        BROADCAST ->
                    {}
            }
        }
        if (fields.get(SOCKETS) instanceof List<?> sockets) {
            return sockets.stream().allMatch(String.class::isInstance) && !sockets.isEmpty()
                    ? new ClusterResponse.Ids(texts(sockets))
                    : new ClusterResponse.Clients(clients(sockets));
        }
        return fields.get(ROOMS) instanceof List<?> rooms ? new ClusterResponse.Rooms(texts(rooms))
                : new ClusterResponse.Done();
    }

    private static Map<String, Object> client(ClientDetails client) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", client.id());
        fields.put("handshake", client.handshake());
        fields.put(ROOMS, client.rooms());
        fields.put(DATA, client.data());
        return fields;
    }

    private static List<ClientDetails> clients(List<?> sockets) throws IOException {
        List<ClientDetails> clients = new ArrayList<>();
        for (Object socket : sockets) {
            Map<String, Object> fields = map(socket, "a client");
            clients.add(new ClientDetails(text(fields, "id"), map(fields.get("handshake"), "handshake"),
                    List.copyOf(texts(fields.get(ROOMS))),
                    fields.get(DATA) instanceof Map<?, ?> ? map(fields.get(DATA), DATA) : Map.of()));
        }
        return clients;
    }

    private static Map<String, Object> packet(Packet.Event event) {
        Map<String, Object> packet = new LinkedHashMap<>();
        packet.put(TYPE, EVENT);
        packet.put(DATA, event.values());
        packet.put("nsp", event.namespace());
        return packet;
    }

    private static Packet.Event event(Object packet) throws IOException {
        Map<String, Object> fields = map(packet, PACKET);
        if (!(fields.get(DATA) instanceof List<?> values) || values.isEmpty()) {
            throw new IOException("an event without data");
        }
        return new Packet.Event(fields.get("nsp") instanceof String namespace ? namespace : Packet.MAIN,
                OptionalLong.empty(), new ArrayList<>(values));
    }

    private static Map<String, Object> opts(Selection selection) {
        Map<String, Object> opts = new LinkedHashMap<>();
        opts.put(ROOMS, list(selection.rooms()));
        opts.put(EXCEPT, list(selection.except()));
        return opts;
    }

    private static Selection selection(Map<String, Object> opts) {
        return new Selection(texts(opts.get(ROOMS)), texts(opts.get(EXCEPT)));
    }

    private static List<Object> list(Set<String> names) {
        return new ArrayList<>(names);
    }

    /** JavaScript servers may name a room by a number. */
    private static Set<String> texts(Object list) {
        Set<String> texts = new LinkedHashSet<>();
        if (list instanceof List<?> elements) {
            elements.forEach(element -> texts.add(String.valueOf(element)));
        }
        return texts;
    }

    private static byte[] json(Map<String, Object> fields, RequestType type, Map<String, Object> more) {
        fields.put(TYPE, number(type));
        fields.putAll(more);
        return json(fields);
    }

    /** Bytes become what JavaScript's JSON.stringify makes of a Buffer. */
    private static byte[] json(Map<String, Object> fields) {
        return JsonValues.write(fields, bytes -> {
            List<Object> numbers = new ArrayList<>();
            for (byte each : bytes) {
                numbers.add((long) (each & 0xFF));
            }
            return Map.of(TYPE, "Buffer", DATA, numbers);
        }).getBytes(StandardCharsets.UTF_8);
    }

    private static long number(RequestType type) {
        return type.ordinal();
    }

    private static RequestType type(Map<String, Object> fields) throws IOException {
        if (fields.get(TYPE) instanceof Long number && number >= 0 && number < RequestType.values().length) {
            return RequestType.values()[number.intValue()];
        }
        throw new IOException("unknown type " + fields.get(TYPE));
    }

    private static Map<String, Object> fields(byte[] bytes) throws IOException {
        return map(bytes.length > 0 && bytes[0] == '{'
                ? JsonValues.parse(new String(bytes, StandardCharsets.UTF_8))
                : MessagePack.decode(bytes), "a message");
    }

    @SuppressWarnings("unchecked") // only maps from names to plain values are made
    private static Map<String, Object> map(Object value, String what) throws IOException {
        if (value instanceof Map<?, ?>) {
            return (Map<String, Object>) value;
        }
        throw new IOException(what + " is not an object");
    }

    private static String text(Map<String, Object> fields, String name) {
        return fields.get(name) instanceof String text ? text : "";
    }
}
