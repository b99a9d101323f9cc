package netkit.socketio;

import java.util.ArrayList;
import java.util.List;

/** Converts what a program emits to the values of a packet. */
final class EmittedValues {
    private EmittedValues() {}

    /** @throws IllegalArgumentException if the event's name is reserved, or an argument has no JSON representation */
    static List<Object> of(String event, Object... args) {
        if (PacketDecoder.RESERVED_EVENTS.contains(event)) {
            throw new IllegalArgumentException(
                    "'" + event + "' cannot be emitted: it is the name of a built-in event");
        }
        List<Object> values = arguments(args);
        values.addFirst(event);
        return values;
    }

    static List<Object> arguments(Object... args) {
        List<Object> values = new ArrayList<>();
        if (args == null) {
            values.add(null); // Java passes a single null as the array itself
        } else {
            for (Object arg : args) {
                values.add(JsonValues.of(arg));
            }
        }
        return values;
    }
}
