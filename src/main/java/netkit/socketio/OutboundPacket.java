package netkit.socketio;

import java.util.ArrayList;
import java.util.List;

import netkit.engineio.EnginePacket;

/** A packet as Engine.IO gets it: encoded once, however many it goes to. */
record OutboundPacket(Packet packet, EncodedPacket encoded, List<EnginePacket> messages) {
    static OutboundPacket of(Packet packet) {
        EncodedPacket encoded = PacketEncoder.encode(packet);
        List<EnginePacket> messages = new ArrayList<>();
        messages.add(EnginePacket.message(encoded.text()));
        encoded.attachments().forEach(bytes -> messages.add(EnginePacket.message(bytes)));
        return new OutboundPacket(packet, encoded, List.copyOf(messages));
    }

    /** Roughly what it takes, bytes. */
    int size() {
        return encoded.text().length() + encoded.attachments().stream().mapToInt(bytes -> bytes.length).sum();
    }
}
