package netkit.socketio;

import java.io.IOException;

/** A client could not connect to a namespace: the network failed, or the server refused. */
public final class ConnectException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean refused;
    private final transient Object data;

    /** The network failed. */
    ConnectException(IOException cause) {
        super(cause.getMessage(), cause);
        this.refused = false;
        this.data = null;
    }

    /** The server refused. */
    ConnectException(String message, Object data) {
        super(message);
        this.refused = true;
        this.data = data;
    }

    /** Whether the server refused; then the client does not try again by itself. */
    public boolean isRefused() {
        return refused;
    }

    /** What the server said besides the message, as plain values; null for nothing. */
    public Object data() {
        return data;
    }
}
