package netkit.socketio;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A decoder of packets (socket.io-protocol v5, Packet encoding); the format is drawn at {@link PacketEncoder}. It
 * accepts and refuses what the reference's decoder does, except white space in place of digits, which the reference
 * reads as zero and which is refused here.
 */
public final class PacketDecoder {
    /** Maximum number of attachments of one packet, as in the reference. */
    public static final int MAX_ATTACHMENTS = 10;

    static final String PLACEHOLDER = "_placeholder";
    static final String NUMBER = "num";
    /** Names of built-in events, which are never sent. */
    static final Set<String> RESERVED_EVENTS = Set.of("connect", "connect_error", "disconnect",
            "disconnecting",
            "newListener", "removeListener");
    /** Maximum length of an ack id: JavaScript's integers are exact up to 15 digits. */
    private static final int MAX_ID_DIGITS = 15;

    private final List<byte[]> attachments = new ArrayList<>();
    /** The packet whose attachments are incomplete; null if there is none. */
    private Parts waiting;

    /** The parts of a text message, before its attachments replace the placeholders. */
    private record Parts(PacketType type, int attachments, String namespace, OptionalLong id,
            Object payload) {}

    /**
     * Decodes a text message.
     *
     * @return the packet; empty if attachments must follow
     * @throws PacketException if this is not a packet, or an attachment was expected
     */
    public Optional<Packet> text(String text) throws PacketException {
        if (waiting != null) {
            throw new PacketException(
                    "a packet arrived before the attachments of the previous one were complete");
        }
        Parts parts = split(text);
        if (parts.type.hasAttachments()) {
            waiting = parts;
            return Optional.empty();
        }
        return Optional.of(packet(parts));
    }

    /**
     * Decodes a binary message.
     *
     * @return the packet, if this was its last attachment
     * @throws PacketException if no attachment was expected, or the packet has no placeholder for it
     */
    public Optional<Packet> binary(byte[] attachment) throws PacketException {
        if (waiting == null) {
            throw new PacketException("a binary message arrived that belongs to no packet"
                    + (isMessagePack(attachment) ? "; it looks like MessagePack, which only another parser"
                            + " reads: both ends must use the default one" : ""));
        }
        attachments.add(attachment);
        if (attachments.size() < waiting.attachments) {
            return Optional.empty();
        }
        Parts whole = new Parts(waiting.type, 0, waiting.namespace, waiting.id, fill(waiting.payload));
        waiting = null;
        attachments.clear();
        return Optional.of(packet(whole));
    }

    /** Whether it begins as a map does, which every packet of the parser for MessagePack is. */
    private static boolean isMessagePack(byte[] message) {
        int first = message.length == 0 ? 0 : message[0] & 0xFF;
        return first >> 4 == 0x8 || first == 0xDE || first == 0xDF;
    }

    private static Parts split(String text) throws PacketException {
        char digit = text.isEmpty() ? ' ' : text.charAt(0);
        if (digit < '0' || digit >= '0' + PacketType.values().length) {
            throw new PacketException("unknown packet type '" + digit + "'");
        }
        PacketType type = PacketType.values()[digit - '0'];
        int at = 1;
        int attachments = 0;
        if (type.hasAttachments()) {
            int end = digits(text, at);
            if (end == text.length() || text.charAt(end) != '-') {
                throw new PacketException("the number of attachments is missing");
            }
            attachments = attachments(text.substring(at, end));
            at = end + 1;
        }
        String namespace = Packet.MAIN;
        if (text.startsWith("/", at)) {
            int comma = text.indexOf(',', at);
            namespace = text.substring(at, comma < 0 ? text.length() : comma);
            at = comma < 0 ? text.length() : comma + 1;
        }
        int end = digits(text, at);
        OptionalLong id = end == at ? OptionalLong.empty() : OptionalLong.of(id(text.substring(at, end)));
        Object payload = end == text.length() ? null : payload(type, text.substring(end));
        return new Parts(type, attachments, namespace, id, payload);
    }

    private static int digits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static int attachments(String digits) throws PacketException {
        int count = digits.isEmpty() || digits.length() > 9 ? 0 : Integer.parseInt(digits);
        if (count < 1 || count > MAX_ATTACHMENTS) {
            throw new PacketException(
                    "a packet has 1 to " + MAX_ATTACHMENTS + " attachments, not '" + digits + "'");
        }
        return count;
    }

    private static long id(String digits) throws PacketException {
        if (digits.length() > MAX_ID_DIGITS) {
            throw new PacketException("an ack id has at most " + MAX_ID_DIGITS + " digits");
        }
        return Long.parseLong(digits);
    }

    private static Object payload(PacketType type, String json) throws PacketException {
        Object payload;
        try {
            payload = JsonValues.parse(json);
        } catch (IOException e) {
            throw new PacketException("the payload cannot be read: " + e.getMessage());
        }
        boolean valid = switch (type) {
            case CONNECT -> payload instanceof Map;
            case DISCONNECT -> false;
            case EVENT, BINARY_EVENT ->
                payload instanceof List<?> list && !list.isEmpty() && isName(list.getFirst());
            case ACK, BINARY_ACK -> payload instanceof List;
            case CONNECT_ERROR -> payload instanceof Map || payload instanceof String;
        };
        if (!valid) {
            throw new PacketException(
                    "invalid payload of " + type + ": " + JsonValues.text(payload));
        }
        return payload;
    }

    private static boolean isName(Object value) {
        return value instanceof Number || value instanceof String name && !RESERVED_EVENTS.contains(name);
    }

    @SuppressWarnings("unchecked") // payload() has looked
    private static Packet packet(Parts parts) {
        return switch (parts.type) {
            case CONNECT -> new Packet.Connect(parts.namespace,
                    parts.payload == null ? Map.of() : (Map<String, Object>) parts.payload);
            case DISCONNECT -> new Packet.Disconnect(parts.namespace);
            case EVENT, BINARY_EVENT -> new Packet.Event(parts.namespace, parts.id, list(parts.payload));
            case ACK, BINARY_ACK -> new Packet.Ack(parts.namespace, parts.id, list(parts.payload));
            case CONNECT_ERROR -> new Packet.ConnectError(parts.namespace, parts.payload);
        };
    }

    @SuppressWarnings("unchecked") // payload() has looked
    private static List<Object> list(Object payload) {
        return payload == null ? List.of() : (List<Object>) payload;
    }

    /** Returns the value with its placeholders replaced by the attachments. */
    private Object fill(Object value) throws PacketException {
        if (value instanceof List<?> list) {
            List<Object> filled = new ArrayList<>(list.size());
            for (Object element : list) {
                filled.add(fill(element));
            }
            return filled;
        }
        if (value instanceof Map<?, ?> map) {
            if (Boolean.TRUE.equals(map.get(PLACEHOLDER))) {
                return attachment(map.get(NUMBER));
            }
            Map<String, Object> filled = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                filled.put((String) entry.getKey(), fill(entry.getValue()));
            }
            return filled;
        }
        return value;
    }

    private byte[] attachment(Object number) throws PacketException {
        if (number instanceof Long index && index >= 0 && index < attachments.size()) {
            return attachments.get(index.intValue());
        }
        throw new PacketException("there is no attachment " + JsonValues.text(number));
    }
}
