package netkit.socketio;

/** The type of a Socket.IO packet, encoded as its ordinal number (socket.io-protocol v5, Packet types). */
public enum PacketType {
    CONNECT, DISCONNECT, EVENT, ACK, CONNECT_ERROR, BINARY_EVENT, BINARY_ACK;

    char digit() {
        return (char) ('0' + ordinal());
    }

    boolean hasAttachments() {
        return this == BINARY_EVENT || this == BINARY_ACK;
    }
}
