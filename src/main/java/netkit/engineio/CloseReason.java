package netkit.engineio;

import java.util.Locale;

/** Why a session ended, named as the reference implementation names it. */
public enum CloseReason {
    /** The other side went: with a close packet, or its WebSocket connection ended. */
    TRANSPORT_CLOSE,
    /** A request or a connection failed, or the other side broke a rule of its transport. */
    TRANSPORT_ERROR,
    /** Nothing was heard of the other side for too long. */
    PING_TIMEOUT,
    /** The other side sent something that is no packet. */
    PARSE_ERROR,
    /** This side closed the session. */
    FORCED_CLOSE;

    /** As the reference writes it: {@code transport close}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
