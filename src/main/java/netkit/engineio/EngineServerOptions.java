package netkit.engineio;

import java.time.Duration;
import java.util.List;

/**
 * The options of a server. The defaults are those of the reference implementation.
 *
 * @param transports to offer
 * @param pingInterval time between a pong and the next ping
 * @param pingTimeout time that a client has to send a pong
 * @param upgradeTimeout time that an upgrade may take
 * @param maxPayload maximum size of a POST body and of a WebSocket message, bytes
 * @param maxBacklog maximum number of bytes waiting for one client; a message beyond that is not sent
 * @param cors origins whose pages may use the server
 */
public record EngineServerOptions(List<EngineTransport> transports, Duration pingInterval,
        Duration pingTimeout,
        Duration upgradeTimeout, int maxPayload, int maxBacklog, Cors cors) {
    public static final EngineServerOptions DEFAULT = new EngineServerOptions(
            List.of(EngineTransport.POLLING, EngineTransport.WEBSOCKET), Duration.ofSeconds(25),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10), 1_000_000, 16 << 20, Cors.OFF);

    public EngineServerOptions {
        transports = List.copyOf(transports);
        if (transports.isEmpty()) {
            throw new IllegalArgumentException(
                    "at least one transport is required: polling, websocket or both");
        }
    }

    public EngineServerOptions withTransports(EngineTransport... others) {
        return new EngineServerOptions(List.of(others), pingInterval, pingTimeout, upgradeTimeout, maxPayload,
                maxBacklog, cors);
    }

    public EngineServerOptions withHeartbeat(Duration interval, Duration timeout) {
        return new EngineServerOptions(transports, interval, timeout, upgradeTimeout, maxPayload, maxBacklog,
                cors);
    }

    public EngineServerOptions withUpgradeTimeout(Duration other) {
        return new EngineServerOptions(transports, pingInterval, pingTimeout, other, maxPayload, maxBacklog,
                cors);
    }

    public EngineServerOptions withMaxPayload(int bytes) {
        return new EngineServerOptions(transports, pingInterval, pingTimeout, upgradeTimeout, bytes,
                maxBacklog, cors);
    }

    public EngineServerOptions withMaxBacklog(int bytes) {
        return new EngineServerOptions(transports, pingInterval, pingTimeout, upgradeTimeout, maxPayload,
                bytes, cors);
    }

    public EngineServerOptions withCors(Cors other) {
        return new EngineServerOptions(transports, pingInterval, pingTimeout, upgradeTimeout, maxPayload,
                maxBacklog,
                other);
    }
}
