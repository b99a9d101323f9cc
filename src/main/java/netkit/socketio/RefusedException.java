package netkit.socketio;

/** Thrown by a middleware that does not let a client into a namespace; the client is told why. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Object data;

    public RefusedException(String message) {
        this(message, null);
    }

    /** @param data more for the client's program, anything that can be emitted but bytes; null for nothing */
    public RefusedException(String message, Object data) {
        super(message);
        this.data = data;
    }

    Object data() {
        return data;
    }
}
