package netkit.socketio;

import java.net.ProtocolException;

/** Thrown when the peer sends an invalid Socket.IO packet; the connection must be closed. */
public final class PacketException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    PacketException(String what) {
        super(what);
    }
}
