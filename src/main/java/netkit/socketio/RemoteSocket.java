package netkit.socketio;

import java.util.List;
import java.util.Map;

/** A snapshot of a client of this or another server. */
public final class RemoteSocket {
    private final Adapter.ClientDetails details;
    private final Broadcast own;

    RemoteSocket(Namespace namespace, Adapter.ClientDetails details) {
        this.details = details;
        this.own = namespace.to(details.id());
    }

    public String id() {
        return details.id();
    }

    /** Returns the handshake as plain values: {@code headers}, {@code address}, {@code query}, {@code auth}. */
    public Map<String, Object> handshake() {
        return details.handshake();
    }

    /** Returns its rooms at that time, the one of its own id included. */
    public List<String> rooms() {
        return details.rooms();
    }

    /** Returns a copy of the program's data about it. */
    public Map<String, Object> data() {
        return details.data();
    }

    public void emit(String event, Object... args) {
        own.emit(event, args);
    }

    public void join(String... rooms) {
        own.join(rooms);
    }

    public void leave(String... rooms) {
        own.leave(rooms);
    }

    /** Disconnects it from the namespace. */
    public void disconnect() {
        own.disconnect();
    }

    /** Returns its id. */
    @Override
    public String toString() {
        return id();
    }
}
