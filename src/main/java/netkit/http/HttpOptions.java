package netkit.http;

import java.time.Duration;

/**
 * What a connection of a server may cost.
 *
 * @param head what a head may cost
 * @param headTimeout how long a head may take
 * @param bodyTimeout how long a body may take
 * @param idleTimeout how long a connection is kept for a further request
 * @param closeTimeout how long to wait for the client to close, once the last answer is out
 */
public record HttpOptions(HeadLimits head, Duration headTimeout, Duration bodyTimeout, Duration idleTimeout,
        Duration closeTimeout) {
    public static final HttpOptions DEFAULT = new HttpOptions(HeadLimits.DEFAULT, Duration.ofSeconds(10),
            Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(2));
}
