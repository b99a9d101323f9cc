package netkit.dissect.application;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import netkit.engineio.EngineException;
import netkit.engineio.EnginePacket;
import netkit.engineio.EnginePacketType;
import netkit.engineio.Payload;
import netkit.http.QueryString;
import netkit.http.RequestHead;
import netkit.packet.stream.LruMap;
import netkit.socketio.JsonValues;
import netkit.socketio.Packet;
import netkit.socketio.PacketDecoder;
import netkit.socketio.PacketException;

/**
 * The sessions of Engine.IO v4 in a capture: one may use several connections, and change from polling to WebSocket. Their
 * messages are decoded as Socket.IO v5.
 */
public final class EngineSessions {
    private static final int MOST_SESSIONS = 1024;

    private final Map<String, Session> sessions = new LruMap<>(MOST_SESSIONS);

    /** One session. */
    record Session(Half toServer, Half toClient) {}

    /** What one end of a session sends. */
    static final class Half {
        private PacketDecoder decoder = new PacketDecoder();

        /** Decodes a WebSocket message, which is a packet. */
        void message(boolean isText, byte[] content, Carried carried, Consumer<ApplicationMessage> out) {
            if (isText) {
                text(new String(content, StandardCharsets.UTF_8), carried, out);
            } else {
                packet(EnginePacket.message(content), carried, out);
            }
        }

        private void text(String text, Carried carried, Consumer<ApplicationMessage> out) {
            try {
                packet(EnginePacket.decode(text), carried, out);
            } catch (EngineException e) {
                out.accept(ApplicationMessage.data(carried, "not an Engine.IO packet: " + e.getMessage()));
            }
        }

        private void packet(EnginePacket packet, Carried carried, Consumer<ApplicationMessage> out) {
            int length = carried.bytes().length;
            String data = packet instanceof EnginePacket.Text text ? text.data() : "";
            boolean isMessage = packet.type() == EnginePacketType.MESSAGE;
            out.accept(new ApplicationMessage("engineio", carried, Math.min(1, length),
                    packet.type() + (data.isEmpty() || isMessage ? "" : " " + data), "", List.of(),
                    sink -> {
                        sink.text("engineio.type", "Type", packet.type().toString(), 0,
                                Math.min(1, length));
                        if (!data.isEmpty()) {
                            sink.text("engineio.data", "Data", data, Math.min(1, length), length);
                        }
                    }));
            if (isMessage) {
                decode(packet, carried, out);
            }
        }

        private void decode(EnginePacket packet, Carried carried, Consumer<ApplicationMessage> out) {
            try {
                Optional<Packet> whole = switch (packet) {
                    case EnginePacket.Text text -> decoder.text(text.data());
                    case EnginePacket.Binary binary -> decoder.binary(binary.data());
                };
                whole.ifPresent(decoded -> out.accept(socketIo(decoded, carried)));
            } catch (PacketException e) {
                decoder = new PacketDecoder();
                out.accept(new ApplicationMessage("socketio", carried, 0,
                        "not a Socket.IO packet: " + e.getMessage(), "", List.of(e.getMessage()), _ -> {}));
            }
        }
    }

    private static ApplicationMessage socketIo(Packet packet, Carried carried) {
        int length = carried.bytes().length;
        String name = packet.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        String values = switch (packet) {
            case Packet.Connect connect -> connect.payload().isEmpty() ? ""
                    : JsonValues.text(connect.payload());
            case Packet.Disconnect _ -> "";
            case Packet.Event event -> JsonValues.text(event.values());
            case Packet.Ack ack -> JsonValues.text(ack.values());
            case Packet.ConnectError error -> JsonValues.text(error.payload());
        };
        String id = switch (packet) {
            case Packet.Event event when event.id().isPresent() -> Long.toString(event.id().getAsLong());
            case Packet.Ack ack when ack.id().isPresent() -> Long.toString(ack.id().getAsLong());
            case Packet.Connect _,Packet.Disconnect _,Packet.Event _,Packet.Ack _,Packet.ConnectError _ -> "";
        };
        String summary = name + " " + packet.namespace() + (id.isEmpty() ? "" : " id=" + id)
                + (values.isEmpty() ? "" : " " + values);
        return new ApplicationMessage("socketio", carried, 0, summary, summary, List.of(), sink -> {
            sink.text("socketio.type", "Type", name, 0, length).text("socketio.namespace", "Namespace",
                    packet.namespace(), 0, length);
            if (!id.isEmpty()) {
                sink.number("socketio.id", "Acknowledgement id", Long.parseLong(id), 0, length);
            }
            if (packet instanceof Packet.Event event) {
                sink.text("socketio.event", "Event", event.name(), 0, length);
            }
            if (!values.isEmpty()) {
                sink.text("socketio.data", "Data", values, 0, length);
            }
        });
    }

    private Session session(String sid) {
        return sid.isEmpty() ? new Session(new Half(), new Half())
                : sessions.computeIfAbsent(sid, _ -> new Session(new Half(), new Half()));
    }

    /** Returns the session whose transport a WebSocket is, or null if it has nothing to do with Engine.IO. */
    static Session overWebSocket(EngineSessions sessions, RequestHead request) {
        Map<String, String> query = QueryString.decode(request.query());
        return query.containsKey("EIO") && "websocket".equals(query.get("transport"))
                ? sessions.session(query.getOrDefault("sid", ""))
                : null;
    }

    /** Decodes the packets in the body of a request for long-polling, or of its response. */
    static void polling(EngineSessions sessions, RequestHead request, boolean toServer, byte[] body,
            Carried whole, Consumer<ApplicationMessage> out) {
        Map<String, String> query = QueryString.decode(request.query());
        boolean isPolling = query.containsKey("EIO") && "polling".equals(query.get("transport"));
        boolean isConfirmation = !toServer && !request.method().equals("GET"); // "ok", which is no packet
        if (!isPolling || body.length == 0 || isConfirmation) {
            return;
        }
        Session session = sessions.session(query.getOrDefault("sid", ""));
        Half half = toServer ? session.toServer() : session.toClient();
        for (String packet : Payload.split(new String(body, StandardCharsets.UTF_8))) {
            half.text(packet, whole.decoded(packet.getBytes(StandardCharsets.UTF_8)), out);
        }
    }
}
