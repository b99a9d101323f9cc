package netkit.websocket;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import netkit.net.Scheduler;

/**
 * The limits, timeouts and negotiable features of one end of a connection.
 *
 * @param maxMessage the largest message to receive, in bytes, after decompression
 * @param maxBacklog the most bytes that may wait for a peer that reads slowly
 * @param deflate whether to negotiate permessage-deflate (RFC 7692)
 * @param pingInterval how long after the last byte from the peer to send a ping, and then to wait for the pong; zero for never
 * @param handshakeTimeout the limit for the whole opening handshake
 * @param closeTimeout how long to wait for the peer's close frame (on a client, since the last byte received), and then
 *        for the end of its stream
 * @param origin that a client sends, as a browser would (RFC 6455 §4.1)
 * @param subprotocols supported subprotocols in order of preference (RFC 6455 §1.9); empty for none
 * @param messageTimeout the time for a message to arrive once it has begun, plus a second for each KiB received
 * @param scheduler times pings and the closing handshake
 */
public record WebSocketOptions(int maxMessage, int maxBacklog, Deflate deflate, Duration pingInterval,
        Duration handshakeTimeout, Duration closeTimeout, Optional<String> origin, List<String> subprotocols,
        Duration messageTimeout, Scheduler scheduler) {
    /** Which use of permessage-deflate is negotiated. */
    public enum Deflate {
        OFF, ON, NO_CONTEXT_TAKEOVER
    }

    public static final Duration MESSAGE_TIMEOUT = Duration.ofMinutes(1);
    public static final WebSocketOptions DEFAULT = new WebSocketOptions(16 << 20, 16 << 20, Deflate.ON,
            Duration.ZERO,
            Duration.ofSeconds(10), Duration.ofSeconds(2), Optional.empty(), List.of());

    /** Creates options with the system's clock. */
    public WebSocketOptions(int maxMessage, int maxBacklog, Deflate deflate, Duration pingInterval,
            Duration handshakeTimeout, Duration closeTimeout, Optional<String> origin,
            List<String> subprotocols) {
        this(maxMessage, maxBacklog, deflate, pingInterval, handshakeTimeout, closeTimeout, origin,
                subprotocols, MESSAGE_TIMEOUT, Scheduler.SYSTEM);
    }

    /** Returns these options with another {@link #messageTimeout}. */
    public WebSocketOptions withMessageTimeout(Duration other) {
        return new WebSocketOptions(maxMessage, maxBacklog, deflate, pingInterval, handshakeTimeout,
                closeTimeout, origin, subprotocols, other, scheduler);
    }

    WebSocketOptions withDeflate(Deflate other) {
        return new WebSocketOptions(maxMessage, maxBacklog, other, pingInterval, handshakeTimeout,
                closeTimeout, origin, subprotocols, messageTimeout, scheduler);
    }

    public WebSocketOptions {
        subprotocols = List.copyOf(subprotocols);
    }
}
