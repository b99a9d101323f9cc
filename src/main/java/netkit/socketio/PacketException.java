package netkit.socketio;

import java.net.ProtocolException;

/** What the peer sent is no Socket.IO packet; the connection has to be closed. */
public final class PacketException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    PacketException(String what) {
        super(what);
    }
}
