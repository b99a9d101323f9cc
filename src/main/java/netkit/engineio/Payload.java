package netkit.engineio;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Several packets in the body of one request or response (Engine.IO v4, "Packet encoding: HTTP long-polling"): each as
 * text, the record separator U+001E between them.
 */
final class Payload {
    static final char SEPARATOR = '\u001e';

    private Payload() {}

    static String encode(List<EnginePacket> packets) {
        return packets.stream().map(EnginePacket::encode)
                .collect(Collectors.joining(String.valueOf(SEPARATOR)));
    }

    /** The packets' texts, not decoded yet: those before a bad one count. */
    static List<String> split(String payload) {
        return List.of(payload.split(String.valueOf(SEPARATOR), -1));
    }
}
