package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;

/** Payloads of close frames: only {@link WebSocketException} is thrown, and a status is the same after it is encoded. */
public final class CloseStatusFuzz {
    private CloseStatusFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws WebSocketException {
        byte[] payload = Arrays.copyOf(input, Math.min(input.length, FrameHeader.MAX_SHORT_PAYLOAD));
        CloseStatus status;
        try {
            status = CloseStatus.decode(payload, 0, payload.length);
        } catch (WebSocketException _) {
            return;
        }
        byte[] encoded = status.encode();
        assertEquals(status, CloseStatus.decode(encoded, 0, encoded.length));
        assertEquals(Arrays.toString(payload), Arrays.toString(encoded));
    }
}
