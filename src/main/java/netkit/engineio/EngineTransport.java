package netkit.engineio;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A transport of Engine.IO, named as in the query parameter {@code transport} (Engine.IO v4, "Transports"). */
public enum EngineTransport {
    POLLING, WEBSOCKET;

    /** Returns the transport of that name; empty if there is none. */
    public static Optional<EngineTransport> named(String name) {
        return Stream.of(values()).filter(one -> one.toString().equals(name)).findFirst();
    }

    /** Returns the protocol's name: {@code polling}, {@code websocket}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
