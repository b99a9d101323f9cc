package netkit.socketio;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A Socket.IO packet (socket.io-protocol v5). Binary events and acks are events and acks here, with {@code byte[]} among
 * their values; only on the wire they are packets of their own kind.
 *
 * <p>Values are those of {@link JsonValues}.
 */
public sealed interface Packet {
    /** The name of the main namespace, which is left out on the wire. */
    String MAIN = "/";

    /** Such as {@code /} or {@code /admin}. */
    String namespace();

    /** A client asks for a namespace, with what it has to say for itself, or a server lets it in, with its id. */
    record Connect(String namespace, Map<String, Object> payload) implements Packet {
        public Connect {
            payload = Collections.unmodifiableMap(new LinkedHashMap<>(payload));
        }
    }

    /** One side leaves a namespace. */
    record Disconnect(String namespace) implements Packet {}

    /**
     * @param id what the answer has to carry; empty when none is wanted
     * @param values the event's name and its arguments; empty in a packet without payload, which means nothing
     */
    record Event(String namespace, OptionalLong id, List<Object> values) implements Packet {
        public Event {
            values = Collections.unmodifiableList(new ArrayList<>(values));
        }

        /** A number can be a name as well. */
        public String name() {
            return values.isEmpty() ? "" : String.valueOf(values.getFirst());
        }

        /** What comes after the name. */
        public List<Object> arguments() {
            return values.isEmpty() ? values : values.subList(1, values.size());
        }
    }

    /** The answer to the event of that id; one without an id answers nothing. */
    record Ack(String namespace, OptionalLong id, List<Object> values) implements Packet {
        public Ack {
            values = Collections.unmodifiableList(new ArrayList<>(values));
        }
    }

    /**
     * A server refuses a namespace.
     *
     * @param payload an object with {@code message} and perhaps {@code data}, or a string; null when there is none
     */
    record ConnectError(String namespace, Object payload) implements Packet {}
}
