package netkit.socketio.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

/**
 * A message of another server as broadcast, request and response: only {@link IOException} is thrown, and what is
 * understood is the same after it is encoded.
 */
public final class ClusterCodecFuzz {
    private interface Codec {
        /** Decodes the message and encodes what was understood. */
        byte[] again(byte[] message) throws IOException;
    }

    private ClusterCodecFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        check(input, message -> ClusterCodec.encode(ClusterCodec.decodeBroadcast(message)));
        check(input, message -> ClusterCodec.encode(ClusterCodec.decodeRequest(message)));
        check(input, message -> ClusterCodec.encode(ClusterCodec.decodeResponse(message)));
    }

    private static void check(byte[] input, Codec codec) throws IOException {
        byte[] encoded;
        try {
            encoded = codec.again(input);
        } catch (IOException e) {
            assertTrue(e.getMessage() != null, "no message");
            return;
        }
        assertArrayEquals(encoded, codec.again(encoded));
    }
}
