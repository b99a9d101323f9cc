package netkit.engineio;

import java.time.Duration;
import java.util.List;

/**
 * What a server allows and announces. The defaults are the reference's.
 *
 * @param transports those to offer
 * @param pingInterval from one heartbeat to the next
 * @param pingTimeout how long a client may take to answer one
 * @param upgradeTimeout how long an upgrade may take
 * @param maxPayload the largest body of a POST, and the largest WebSocket message, bytes
 * @param maxBacklog the most that may wait for a client, bytes; a message beyond that is not sent
 * @param cors which pages of other origins may use the server
 * @param trace told of all that goes over the wire
 */
public record EngineServerOptions(List<EngineTransport> transports, Duration pingInterval,
        Duration pingTimeout,
        Duration upgradeTimeout, int maxPayload, int maxBacklog, Cors cors, EngineTrace trace) {
    public static final EngineServerOptions DEFAULT = new EngineServerOptions(
            List.of(EngineTransport.POLLING, EngineTransport.WEBSOCKET), Duration.ofSeconds(25),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10), 1_000_000, 16 << 20, Cors.OFF, EngineTrace.NONE);

    public EngineServerOptions {
        transports = List.copyOf(transports);
        if (transports.isEmpty()) {
            throw new IllegalArgumentException("there must be a transport: polling, websocket or both");
        }
    }

    public EngineServerOptions withTransports(EngineTransport... others) {
        return new EngineServerOptions(List.of(others), pingInterval, pingTimeout, upgradeTimeout, maxPayload,
                maxBacklog, cors, trace);
    }

    public EngineServerOptions withHeartbeat(Duration interval, Duration timeout) {
        return new EngineServerOptions(transports, interval, timeout, upgradeTimeout, maxPayload, maxBacklog,
                cors,
                trace);
    }

    public EngineServerOptions withUpgradeTimeout(Duration other) {
        return new EngineServerOptions(transports, pingInterval, pingTimeout, other, maxPayload, maxBacklog,
                cors,
                trace);
    }

    public EngineServerOptions withMaxPayload(int bytes) {
        return new EngineServerOptions(transports, pingInterval, pingTimeout, upgradeTimeout, bytes,
                maxBacklog, cors,
                trace);
    }

    public EngineServerOptions withMaxBacklog(int bytes) {
        return new EngineServerOptions(transports, pingInterval, pingTimeout, upgradeTimeout, maxPayload,
                bytes, cors,
                trace);
    }

    public EngineServerOptions withCors(Cors other) {
        return new EngineServerOptions(transports, pingInterval, pingTimeout, upgradeTimeout, maxPayload,
                maxBacklog,
                other, trace);
    }

    public EngineServerOptions withTrace(EngineTrace other) {
        return new EngineServerOptions(transports, pingInterval, pingTimeout, upgradeTimeout, maxPayload,
                maxBacklog,
                cors, other);
    }
}
