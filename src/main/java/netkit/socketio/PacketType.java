package netkit.socketio;

/** What a Socket.IO packet is for (socket.io-protocol v5, Packet types); its first character is the number of this. */
public enum PacketType {
    CONNECT, DISCONNECT, EVENT, ACK, CONNECT_ERROR, BINARY_EVENT, BINARY_ACK;

    char digit() {
        return (char) ('0' + ordinal());
    }

    boolean hasAttachments() {
        return this == BINARY_EVENT || this == BINARY_ACK;
    }
}
