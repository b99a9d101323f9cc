package netkit.socketio;

import java.util.Locale;

import netkit.engineio.CloseReason;

/** Why a socket is not connected any more, in the words of the reference. */
public enum DisconnectReason {
    /** The server's program disconnected the socket; so a client hears it. */
    IO_SERVER_DISCONNECT,
    /** The client's own program disconnected the socket. */
    IO_CLIENT_DISCONNECT,
    /** The client left the namespace; so the server hears it. */
    CLIENT_NAMESPACE_DISCONNECT,
    /** The server's own program disconnected the socket. */
    SERVER_NAMESPACE_DISCONNECT, SERVER_SHUTTING_DOWN,
    /** More waited for the client than it may: it reads too slowly. The reference has no such bound. */
    CLIENT_TOO_SLOW, TRANSPORT_CLOSE, TRANSPORT_ERROR, PING_TIMEOUT,
    /** The server sent what is no packet. */
    PARSE_ERROR,
    /** The server closed the connection: the client sent what is no packet, or one that was out of place. */
    FORCED_CLOSE;

    static DisconnectReason of(CloseReason reason) {
        return switch (reason) {
            case TRANSPORT_CLOSE -> TRANSPORT_CLOSE;
            case TRANSPORT_ERROR -> TRANSPORT_ERROR;
            case PING_TIMEOUT -> PING_TIMEOUT;
            case PARSE_ERROR -> PARSE_ERROR;
            case FORCED_CLOSE -> FORCED_CLOSE;
        };
    }

    /** Whether the client did not mean to go, so that what it misses is kept for it. */
    boolean isRecoverable() {
        return switch (this) {
            case TRANSPORT_CLOSE, TRANSPORT_ERROR, PING_TIMEOUT, FORCED_CLOSE, SERVER_SHUTTING_DOWN,
                    CLIENT_TOO_SLOW ->
                true;
            case IO_SERVER_DISCONNECT, IO_CLIENT_DISCONNECT, CLIENT_NAMESPACE_DISCONNECT,
                    SERVER_NAMESPACE_DISCONNECT, PARSE_ERROR ->
                false;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
