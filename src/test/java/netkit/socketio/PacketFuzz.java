package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import netkit.engineio.EngineException;
import netkit.engineio.EnginePacket;
import netkit.testing.FuzzInput;

/**
 * Packets with attachments, given as the payload of a POST: only {@link PacketException} is thrown, and packets are the
 * same after they are encoded.
 */
public final class PacketFuzz {
    private static final String SEPARATOR = "\u001e";

    private PacketFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws PacketException {
        PacketDecoder decoder = new PacketDecoder();
        List<Packet> packets = new ArrayList<>();
        try {
            for (String text : FuzzInput.utf8(input).split(SEPARATOR, -1)) {
                Optional<Packet> packet = switch (EnginePacket.decode(text)) {
                    case EnginePacket.Text(var _, String data) -> decoder.text(data);
                    case EnginePacket.Binary(byte[] data) -> decoder.binary(data);
                };
                packet.ifPresent(packets::add);
            }
        } catch (PacketException e) {
            assertTrue(e.getMessage() != null, "no message");
        } catch (EngineException _) {
            // the session ends
        }
        packets.removeIf(packet -> packet instanceof Packet.Event event && event.values().isEmpty()); // never encoded
        for (Packet packet : packets) {
            EncodedPacket encoded = PacketEncoder.encode(packet);
            Packet again = decoded(encoded);
            EncodedPacket encodedAgain = PacketEncoder.encode(again);
            assertEquals(encoded.text(), encodedAgain.text());
            assertEquals(encoded.attachments().size(), encodedAgain.attachments().size());
            assertEquals(text(packet), text(again));
        }
    }

    private static Packet decoded(EncodedPacket encoded) throws PacketException {
        PacketDecoder decoder = new PacketDecoder();
        Optional<Packet> packet = decoder.text(encoded.text());
        for (byte[] attachment : encoded.attachments()) {
            packet = decoder.binary(attachment);
        }
        return packet.orElseThrow();
    }

    private static String text(Packet packet) {
        return switch (packet) {
            case Packet.Event(var namespace, var id, var values) -> namespace + id + JsonValues.text(values);
            case Packet.Ack(var namespace, var id, var values) -> namespace + id + JsonValues.text(values);
            case Packet.Connect(var namespace, var payload) -> namespace + JsonValues.text(payload);
            case Packet.ConnectError(var namespace, var payload) -> namespace + JsonValues.text(payload);
            case Packet.Disconnect(var namespace) -> namespace;
        };
    }
}
