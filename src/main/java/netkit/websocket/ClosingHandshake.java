package netkit.websocket;

/**
 * The closing handshake of one end (RFC 6455 §5.5.1 and §7): which close frame it sends, after which it sends nothing;
 * what it still receives, which end closes TCP first, and how the connection ended. It knows no socket, thread or clock.
 *
 * <pre>
 *          our close frame            the peer's close frame
 *   OPEN -----------------> CLOSING ------------------------> CLOSED
 *     |                        |                                ^
 *     |                        +--- failed, or TCP has ended ---+
 *     +--- the peer's close frame, failed, or TCP has ended ----+
 * </pre>
 */
final class ClosingHandshake {
    enum State {
        OPEN, CLOSING, CLOSED
    }

    private final Role role;
    private State state = State.OPEN;
    private boolean peerClosed;
    private CloseStatus result;

    ClosingHandshake(Role role) {
        this.role = role;
    }

    State state() {
        return state;
    }

    /** Whether received frames are processed. RFC 6455 §5.5.1: up to the peer's close frame, also after ours. */
    boolean mayReceive() {
        return state != State.CLOSED;
    }

    /** Starts the closing handshake (RFC 6455 §7.1.2); returns whether a close frame is to be sent. */
    boolean close() {
        if (state != State.OPEN) {
            return false; // RFC 6455 §5.5.1: an end sends one close frame
        }
        state = State.CLOSING;
        return true;
    }

    /** Takes the peer's close frame; returns whether it is to be answered by one that echoes its code. */
    boolean receive(CloseStatus status) {
        if (state == State.CLOSED) {
            return false;
        }
        boolean unanswered = state == State.OPEN; // RFC 6455 §5.5.1: answered unless this end sent one before
        peerClosed = true;
        end(status); // RFC 6455 §7.1.5 and §7.1.6: code and reason are those of the first one received
        return unanswered;
    }

    /** Fails the connection (RFC 6455 §7.1.7) for a violation by the peer; returns whether a close frame is to be sent. */
    boolean fail(CloseStatus status) {
        boolean unsent = state == State.OPEN;
        end(status);
        return unsent;
    }

    /** Ends the handshake because TCP has ended, or is closed here at once: RFC 6455 §7.1.5, the code is 1006. */
    void abort(String why) {
        end(new CloseStatus(CloseCode.ABNORMAL, why));
    }

    private void end(CloseStatus status) {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            result = status;
        }
    }

    /**
     * Whether this end closes its direction of TCP without waiting for the peer. RFC 6455 §7.1.1: after both close frames
     * the server closes first, so that it and not the client keeps the TIME-WAIT; otherwise either end may.
     */
    boolean closesTcpFirst() {
        return role == Role.SERVER || !peerClosed;
    }

    /** Returns how the connection ended; null before. */
    CloseStatus result() {
        return result;
    }
}
