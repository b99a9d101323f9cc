package netkit.socketio;

/** Told of every packet of a connection, encoded and decoded. Called by any thread, which must not be kept waiting. */
public interface PacketTrace {
    PacketTrace NONE = new PacketTrace() {};

    default void sent(Packet packet, EncodedPacket encoded) {}

    default void received(Packet packet) {}
}
