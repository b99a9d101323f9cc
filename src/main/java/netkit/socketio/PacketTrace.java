package netkit.socketio;

/** An observer of every packet of a connection. Called on any thread; must not block. */
public interface PacketTrace {
    PacketTrace NONE = new PacketTrace() {};

    default void sent(Packet packet, EncodedPacket encoded) {}

    default void received(Packet packet) {}
}
