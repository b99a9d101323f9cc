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
 */
public record HttpOptions(HeadLimits head, Duration headTimeout, Duration bodyTimeout, Duration idleTimeout,
        Duration closeTimeout) {
    public static final HttpOptions DEFAULT = new HttpOptions(HeadLimits.DEFAULT, Duration.ofSeconds(10),
            Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(2));
}
