package netkit.socketio;

import java.io.IOException;
import java.util.Map;

/** Thrown when a client cannot connect to a namespace: the network failed, or the server sent CONNECT_ERROR. */
public final class ConnectErrorException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean refused;
    private final transient Object data;

    /** Creates the exception for a failure of the network. */
    ConnectErrorException(IOException cause) {
        super(cause.getMessage(), cause);
        this.refused = false;
        this.data = null;
    }

    /** Creates the exception for a refusal by the server. */
    ConnectErrorException(String message, Object data) {
        super(message);
        this.refused = true;
        this.data = data;
    }

    /** Returns the exception for a packet in which the server refuses the connection. */
    static ConnectErrorException of(Packet.ConnectError refusal) {
        if (refusal.payload() instanceof Map<?, ?> map && map.get("message") instanceof String message) {
            return new ConnectErrorException(message, map.get("data"));
        }
        Object data = refusal.payload() instanceof Map<?, ?> map ? map.get("data") : null;
        return new ConnectErrorException(JsonValues.text(refusal.payload()), data);
    }

    /** Returns whether the server refused; the client does not reconnect by itself then. */
    public boolean isRefused() {
        return refused;
    }

    /** Returns the server's additional details as plain values; null if there are none. */
    public Object data() {
        return data;
    }
}
