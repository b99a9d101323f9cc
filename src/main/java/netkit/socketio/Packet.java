package netkit.socketio;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A Socket.IO packet (socket.io-protocol v5). BINARY_EVENT and BINARY_ACK are represented as events and
 * acknowledgements with {@code byte[]} among their values; they are distinct only on the wire.
 *
 * <p>Values are those of {@link JsonValues}.
 */
public sealed interface Packet {
    /** The name of the main namespace, which is omitted on the wire. */
    String MAIN = "/";

    /** Returns the namespace, such as {@code /} or {@code /admin}. */
    String namespace();

    /**
     * A client's request to connect to a namespace, with its auth payload, or the server's response, with the socket
     * id.
     */
    record Connect(String namespace, Map<String, Object> payload) implements Packet {
        public Connect {
            payload = Collections.unmodifiableMap(new LinkedHashMap<>(payload));
        }
    }

    /** A disconnection from a namespace, by either end. */
    record Disconnect(String namespace) implements Packet {}

    /**
     * An event.
     *
     * @param id for the acknowledgement; empty if none is requested
     * @param values the event's name and arguments; empty in a packet without payload, which is ignored
     */
    record Event(String namespace, OptionalLong id, List<Object> values) implements Packet {
        public Event {
            values = Collections.unmodifiableList(new ArrayList<>(values));
        }

        /** Returns the event's name, which may be a number on the wire. */
        public String name() {
            return values.isEmpty() ? "" : String.valueOf(values.getFirst());
        }

        /** Returns the values after the name. */
        public List<Object> arguments() {
            return values.isEmpty() ? values : values.subList(1, values.size());
        }
    }

    /** The acknowledgement of the event with that id; without an id it is ignored. */
    record Ack(String namespace, OptionalLong id, List<Object> values) implements Packet {
        public Ack {
            values = Collections.unmodifiableList(new ArrayList<>(values));
        }
    }

    /**
     * A server's refusal of a connection to a namespace.
     *
     * @param payload an object with {@code message} and optionally {@code data}, or a string; null if there is none
     */
    record ConnectError(String namespace, Object payload) implements Packet {}
}
