package netkit.engineio;

import java.util.Locale;

/** The reason why a session ended, named as in the reference implementation. */
public enum CloseReason {
    /** The peer sent a close packet, or closed its WebSocket connection. */
    TRANSPORT_CLOSE,
    /** A request or a connection failed, or the peer violated a rule of the transport. */
    TRANSPORT_ERROR,
    /** No ping or pong arrived in time. */
    PING_TIMEOUT,
    /** The peer sent something that is not a valid packet. */
    PARSE_ERROR,
    /** This end closed the session. */
    FORCED_CLOSE;

    /** Returns the reference's spelling: {@code transport close}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
