package netkit.engineio;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What carries the packets of a session, as the query parameter {@code transport} names it (Engine.IO v4, "Transports"). */
public enum EngineTransport {
    POLLING, WEBSOCKET;

    /** Empty when there is no transport of that name. */
    public static Optional<EngineTransport> named(String name) {
        return Stream.of(values()).filter(one -> one.toString().equals(name)).findFirst();
    }

    /** As the protocol names it: {@code polling}, {@code websocket}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
