package netkit.engineio;

import java.time.Duration;
import java.util.List;

import javax.net.SocketFactory;

import netkit.net.TappedSockets;
import netkit.net.Tls;

/**
 * The options of a client.
 *
 * @param path of Engine.IO on the server, with a trailing slash: {@code /engine.io/}
 * @param transports to use, the first one first
 * @param upgrade whether to upgrade from polling to WebSocket if the server offers it
 * @param timeout for connecting and for the handshake
 * @param maxBacklog maximum number of bytes waiting to be sent; a message beyond that is not sent
 * @param maxMessage maximum size of a received message, bytes
 * @param tls trust settings for https and wss
 * @param sockets creates the socket of every request and every WebSocket
 * @param trace receives everything that goes over the wire
 */
public record EngineClientOptions(String path, List<EngineTransport> transports, boolean upgrade,
        Duration timeout,
        int maxBacklog, int maxMessage, Tls.Client tls, SocketFactory sockets, TraceQueue trace) {
    public static final EngineClientOptions DEFAULT = new EngineClientOptions("/engine.io/",
            List.of(EngineTransport.POLLING, EngineTransport.WEBSOCKET), true, Duration.ofSeconds(20),
            16 << 20, 64 << 20,
            Tls.client(), TappedSockets.factory(), TraceQueue.NONE);

    public EngineClientOptions {
        transports = List.copyOf(transports);
        if (transports.isEmpty()) {
            throw new IllegalArgumentException(
                    "at least one transport is required: polling, websocket or both");
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

    public EngineClientOptions withTrace(TraceQueue other) {
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

    /** @param time for connecting and for the handshake */
    public EngineClientOptions withTimeout(Duration time) {
        return new EngineClientOptions(path, transports, upgrade, time, maxBacklog, maxMessage, tls, sockets,
                trace);
    }
}
