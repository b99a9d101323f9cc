package netkit.socketio;

/** Thrown by a middleware function to refuse a client; message and data are sent to it in CONNECT_ERROR. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Object data;

    public RefusedException(String message) {
        this(message, null);
    }

    /** @param data additional details: anything that can be emitted, except bytes; null for none */
    public RefusedException(String message, Object data) {
        super(message);
        this.data = data;
    }

    Object data() {
        return data;
    }
}
