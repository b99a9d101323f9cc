package netkit.socketio;

import java.util.Locale;

import netkit.engineio.CloseReason;

/** The reason why a socket was disconnected, named as in the reference implementation. */
public enum DisconnectReason {
    /** At the client: the server disconnected the socket. */
    IO_SERVER_DISCONNECT,
    /** At the client: the client itself disconnected the socket. */
    IO_CLIENT_DISCONNECT,
    /** At the server: the client disconnected from the namespace. */
    CLIENT_NAMESPACE_DISCONNECT,
    /** At the server: the server itself disconnected the socket. */
    SERVER_NAMESPACE_DISCONNECT, SERVER_SHUTTING_DOWN,
    /** The backlog of a client that reads too slowly exceeded its limit. The reference has no such limit. */
    CLIENT_TOO_SLOW, TRANSPORT_CLOSE, TRANSPORT_ERROR, PING_TIMEOUT,
    /** At the client: the server sent an invalid packet. */
    PARSE_ERROR,
    /** The server closed the connection: the client sent an invalid or unexpected packet. */
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

    /** Returns whether the disconnection was not intended, so that the session can be recovered. */
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
