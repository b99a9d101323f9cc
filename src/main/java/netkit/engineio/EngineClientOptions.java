package netkit.engineio;

import java.time.Duration;
import java.util.List;

import javax.net.SocketFactory;

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
 * @param sockets makes the socket of every request and of every WebSocket
 * @param trace told of all that goes over the wire
 */
public record EngineClientOptions(String path, List<EngineTransport> transports, boolean upgrade,
        Duration timeout,
        int maxBacklog, int maxMessage, Tls.Client tls, SocketFactory sockets, EngineTrace trace) {
    public static final EngineClientOptions DEFAULT = new EngineClientOptions("/engine.io/",
            List.of(EngineTransport.POLLING, EngineTransport.WEBSOCKET), true, Duration.ofSeconds(20),
            16 << 20, 64 << 20,
            Tls.client(), SocketFactory.getDefault(), EngineTrace.NONE);

    public EngineClientOptions {
        transports = List.copyOf(transports);
        if (transports.isEmpty()) {
            throw new IllegalArgumentException("there must be a transport: polling, websocket or both");
        }
    }

    public EngineClientOptions withPath(String other) {
        return new EngineClientOptions(other, transports, upgrade, timeout, maxBacklog, maxMessage, tls,
                sockets, trace);
    }

    public EngineClientOptions withTransports(EngineTransport... others) {
        return new EngineClientOptions(path, List.of(others), upgrade, timeout, maxBacklog, maxMessage, tls,
                sockets, trace);
    }

    public EngineClientOptions withTrace(EngineTrace other) {
        return new EngineClientOptions(path, transports, upgrade, timeout, maxBacklog, maxMessage, tls,
                sockets, other);
    }

    public EngineClientOptions withTls(Tls.Client other) {
        return new EngineClientOptions(path, transports, upgrade, timeout, maxBacklog, maxMessage, other,
                sockets, trace);
    }

    public EngineClientOptions withSockets(SocketFactory other) {
        return new EngineClientOptions(path, transports, upgrade, timeout, maxBacklog, maxMessage, tls,
                other, trace);
    }

    /** @param time how long connecting and the handshake may take */
    public EngineClientOptions withTimeout(Duration time) {
        return new EngineClientOptions(path, transports, upgrade, time, maxBacklog, maxMessage, tls, sockets,
                trace);
    }
}
