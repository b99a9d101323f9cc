package netkit.engineio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import netkit.testing.FuzzInput;

/** Payloads of packets: only {@link EngineException} is thrown, and packets are the same after they are encoded. */
public final class EnginePacketFuzz {
    private EnginePacketFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws EngineException {
        List<EnginePacket> packets = new ArrayList<>();
        for (String text : Payload.split(FuzzInput.utf8(input))) {
            try {
                packets.add(EnginePacket.decode(text));
            } catch (EngineException e) {
                assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            }
        }
        if (packets.isEmpty()) {
            return;
        }
        List<String> again = Payload.split(Payload.encode(packets));
        assertEquals(packets.size(), again.size());
        for (int i = 0; i < packets.size(); i++) {
            EnginePacket packet = packets.get(i);
            assertEquals(packet.encodedLength(), packet.encode().getBytes(StandardCharsets.UTF_8).length);
            EnginePacket decoded = EnginePacket.decode(again.get(i));
            if (packet instanceof EnginePacket.Binary(byte[] data)) {
                assertArrayEquals(data, ((EnginePacket.Binary) decoded).data());
            } else {
                assertEquals(packet, decoded);
            }
        }
    }
}
