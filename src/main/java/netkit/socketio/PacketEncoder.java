package netkit.socketio;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The encoder of packets (socket.io-protocol v5, Packet encoding):
 *
 * <pre>
 * 51-/admin,12["upload",{"_placeholder":true,"num":0}]     followed by the attachment, a binary message
 * │└┬┘└──┬─┘└┬┘└─────────────────┬───────────────────┘
 * │ │    │   ack id              payload, JSON, with placeholders for bytes
 * │ │    namespace, unless it is the main one
 * │ number of attachments, in a binary event or ack
 * type
 * </pre>
 */
public final class PacketEncoder {
    private PacketEncoder() {}

    public static EncodedPacket encode(Packet packet) {
        return switch (packet) {
            case Packet.Connect(var namespace, var payload) ->
                encode(PacketType.CONNECT, namespace, OptionalLong.empty(),
                        payload.isEmpty() ? "" : JsonValues.text(payload), List.of());
            case Packet.Disconnect(var namespace) ->
                encode(PacketType.DISCONNECT, namespace, OptionalLong.empty(), "", List.of());
            case Packet.Event(var namespace, var id, var values) ->
                encode(PacketType.EVENT, PacketType.BINARY_EVENT, namespace, id, values);
            case Packet.Ack(var namespace, var id, var values) ->
                encode(PacketType.ACK, PacketType.BINARY_ACK, namespace, id, values);
            case Packet.ConnectError(var namespace, var payload) ->
                encode(PacketType.CONNECT_ERROR, namespace, OptionalLong.empty(),
                        payload == null ? "" : JsonValues.text(payload), List.of());
        };
    }

    private static EncodedPacket encode(PacketType plain, PacketType binary, String namespace,
            OptionalLong id,
            List<Object> values) {
        List<byte[]> attachments = new ArrayList<>();
        String json = JsonValues.write(values, bytes -> {
            attachments.add(bytes);
            return placeholder(attachments.size() - 1);
        });
        return encode(attachments.isEmpty() ? plain : binary, namespace, id, json, attachments);
    }

    private static Map<String, Object> placeholder(int number) {
        Map<String, Object> placeholder = new LinkedHashMap<>();
        placeholder.put(PacketDecoder.PLACEHOLDER, true);
        placeholder.put(PacketDecoder.NUMBER, (long) number);
        return placeholder;
    }

    private static EncodedPacket encode(PacketType type, String namespace, OptionalLong id, String json,
            List<byte[]> attachments) {
        StringBuilder text = new StringBuilder().append(type.digit());
        if (type.hasAttachments()) {
            text.append(attachments.size()).append('-');
        }
        if (!namespace.equals(Packet.MAIN)) {
            text.append(namespace).append(',');
        }
        id.ifPresent(text::append);
        return new EncodedPacket(text.append(json).toString(), List.copyOf(attachments));
    }
}
