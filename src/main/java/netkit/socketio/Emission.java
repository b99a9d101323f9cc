package netkit.socketio;

import java.util.ArrayList;
import java.util.List;

/** What a program emits, as the values of a packet. */
final class Emission {
    private Emission() {}

    /** @throws IllegalArgumentException when no event may be called so, or an argument has no place in JSON */
    static List<Object> values(String event, Object... args) {
        if (PacketDecoder.RESERVED_EVENTS.contains(event)) {
            throw new IllegalArgumentException(
                    "'" + event + "' cannot be emitted: it is what handlers are told of");
        }
        List<Object> values = arguments(args);
        values.addFirst(event);
        return values;
    }

    static List<Object> arguments(Object... args) {
        List<Object> values = new ArrayList<>();
        if (args == null) {
            values.add(null); // a lone null is taken for the array
        } else {
            for (Object arg : args) {
                values.add(JsonValues.of(arg));
            }
        }
        return values;
    }
}
