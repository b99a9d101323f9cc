package netkit.http;

import java.time.Duration;

/**
 * The limits of a connection of a server.
 *
 * @param head limits of a head
 * @param headTimeout time to receive a head
 * @param bodyTimeout time to receive a body
 * @param idleTimeout time to keep a connection for a further request
 * @param closeTimeout time to wait for the client to close after the last response
 * @param origins whose pages may use the server
 */
public record HttpOptions(HeadLimits head, Duration headTimeout, Duration bodyTimeout, Duration idleTimeout,
        Duration closeTimeout, OriginPolicy origins) {
    public static final HttpOptions DEFAULT = new HttpOptions(HeadLimits.DEFAULT, Duration.ofSeconds(10),
            Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(2), OriginPolicy.ANY);

    public HttpOptions withOrigins(OriginPolicy other) {
        return new HttpOptions(head, headTimeout, bodyTimeout, idleTimeout, closeTimeout, other);
    }
}
