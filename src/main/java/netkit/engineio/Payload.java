package netkit.engineio;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The packets in the body of one request or response (Engine.IO v4, "Packet encoding: HTTP long-polling"), each as
 * text, separated by U+001E.
 */
public final class Payload {
    static final char SEPARATOR = '\u001e';

    private Payload() {}

    static String encode(List<EnginePacket> packets) {
        return packets.stream().map(EnginePacket::encode)
                .collect(Collectors.joining(String.valueOf(SEPARATOR)));
    }

    /** Splits a body into packets without decoding them: packets before an invalid one still count. */
    public static List<String> split(String payload) {
        return List.of(payload.split(String.valueOf(SEPARATOR), -1));
    }
}
