package netkit.engineio;

import java.time.Duration;
import java.util.List;

import netkit.net.Tls;

/**
 * What a client asks for.
 *
 * @param path where on the server Engine.IO is, with a slash at its end: {@code /engine.io/}
 * @param transports those to use, the first of them to begin with
 * @param upgrade whether to change from polling to WebSocket when both ends may
 * @param timeout how long connecting and the handshake may take
 * @param maxBacklog the most that may wait to be sent, bytes; a message beyond that is not
 * @param maxMessage the largest message to receive, bytes
 * @param tls whom to trust, for https and wss
 * @param trace told of all that goes over the wire
 */
public record EngineClientOptions(String path, List<Transport> transports, boolean upgrade, Duration timeout,
        int maxBacklog, int maxMessage, Tls.Client tls, EngineTrace trace) {
    public static final EngineClientOptions DEFAULT = new EngineClientOptions("/engine.io/",
            List.of(Transport.POLLING, Transport.WEBSOCKET), true, Duration.ofSeconds(20), 16 << 20, 64 << 20,
            Tls.client(), EngineTrace.NONE);

    public EngineClientOptions {
        transports = List.copyOf(transports);
        if (transports.isEmpty()) {
            throw new IllegalArgumentException("there must be a transport: polling, websocket or both");
        }
    }

    public EngineClientOptions withPath(String other) {
        return new EngineClientOptions(other, transports, upgrade, timeout, maxBacklog, maxMessage, tls,
                trace);
    }

    public EngineClientOptions withTransports(Transport... others) {
        return new EngineClientOptions(path, List.of(others), upgrade, timeout, maxBacklog, maxMessage, tls,
                trace);
    }

    public EngineClientOptions withTrace(EngineTrace other) {
        return new EngineClientOptions(path, transports, upgrade, timeout, maxBacklog, maxMessage, tls,
                other);
    }

    public EngineClientOptions withTls(Tls.Client other) {
        return new EngineClientOptions(path, transports, upgrade, timeout, maxBacklog, maxMessage, other,
                trace);
    }
}
