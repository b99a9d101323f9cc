package netkit.engineio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import netkit.testing.FuzzInput;

/** The JSON of a handshake: only {@link EngineException} is thrown, and it is the same after it is encoded. */
public final class OpenPacketFuzz {
    private OpenPacketFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws EngineException {
        OpenPacket handshake;
        try {
            handshake = OpenPacket.decode(EnginePacket.decode("0" + FuzzInput.utf8(input)));
        } catch (EngineException _) {
            return;
        }
        assertEquals(handshake, OpenPacket.decode(handshake.encode()));
    }
}
