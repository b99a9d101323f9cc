package netkit.websocket;

import java.time.Duration;
import java.util.List;

/**
 * What one end of a connection allows and asks for.
 *
 * @param maxMessage the largest message to receive, bytes, after inflating
 * @param maxBacklog the most that may wait for a peer who reads slowly, bytes
 * @param deflate whether to agree to permessage-deflate (RFC 7692)
 * @param pingInterval how long after the last byte from the peer to ping it, and then to give it up; zero for never
 * @param handshakeTimeout how long the whole opening handshake may take
 * @param closeTimeout how long to wait for the peer's close frame, a client from the last that came, and then for the
 *        end of its stream
 * @param origins the origins that may connect (RFC 6455 §10.2), as browsers name them; empty for any
 * @param subprotocols those we speak, the best first (RFC 6455 §1.9); empty for none
 */
public record WebSocketOptions(int maxMessage, int maxBacklog, Deflate deflate, Duration pingInterval,
        Duration handshakeTimeout, Duration closeTimeout, List<String> origins, List<String> subprotocols) {
    /** How far permessage-deflate is agreed to. */
    public enum Deflate {
        OFF, ON, NO_CONTEXT_TAKEOVER
    }

    public static final WebSocketOptions DEFAULT = new WebSocketOptions(16 << 20, 16 << 20, Deflate.ON,
            Duration.ZERO,
            Duration.ofSeconds(10), Duration.ofSeconds(2), List.of(), List.of());

    public WebSocketOptions {
        origins = List.copyOf(origins);
        subprotocols = List.copyOf(subprotocols);
    }
}
