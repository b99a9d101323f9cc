package netkit.socketio;

import java.util.ArrayList;
import java.util.List;

import netkit.engineio.EnginePacket;

/** A packet ready for Engine.IO, encoded once for all its receivers. */
record OutboundPacket(Packet packet, List<EnginePacket> messages) {
    static OutboundPacket of(Packet packet) {
        EncodedPacket encoded = PacketEncoder.encode(packet);
        List<EnginePacket> messages = new ArrayList<>();
        messages.add(EnginePacket.message(encoded.text()));
        encoded.attachments().forEach(bytes -> messages.add(EnginePacket.message(bytes)));
        return new OutboundPacket(packet, List.copyOf(messages));
    }

    /** Returns the size for which Engine.IO needs room, bytes. */
    long size() {
        return messages.stream().mapToLong(EnginePacket::size).sum();
    }
}
