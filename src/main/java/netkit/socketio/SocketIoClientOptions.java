package netkit.socketio;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;

import netkit.engineio.EngineClientOptions;

/**
 * The options of a client. The defaults are those of the reference implementation.
 *
 * @param engine options of the Engine.IO session
 * @param reconnection whether it reconnects automatically
 * @param attempts maximum number of consecutive attempts to reconnect
 * @param firstDelay before the first attempt to reconnect; it doubles with each attempt
 * @param maxDelay upper limit of that delay
 * @param jitter largest random deviation as a fraction of the delay: 0.5 for plus or minus half
 * @param random source of the jitter
 */
public record SocketIoClientOptions(EngineClientOptions engine, boolean reconnection, int attempts,
        Duration firstDelay, Duration maxDelay, double jitter, RandomGenerator random) {
    public static final SocketIoClientOptions DEFAULT = new SocketIoClientOptions(
            EngineClientOptions.DEFAULT.withPath("/socket.io/"), true, Integer.MAX_VALUE,
            Duration.ofSeconds(1),
            Duration.ofSeconds(5), 0.5, new Random());

    public SocketIoClientOptions withEngine(EngineClientOptions other) {
        return new SocketIoClientOptions(other, reconnection, attempts, firstDelay, maxDelay, jitter, random);
    }

    public SocketIoClientOptions withoutReconnection() {
        return new SocketIoClientOptions(engine, false, attempts, firstDelay, maxDelay, jitter, random);
    }

    public SocketIoClientOptions withReconnection(int most, Duration first, Duration longest) {
        return new SocketIoClientOptions(engine, true, most, first, longest, jitter, random);
    }

    /** @param source thread-safe, or used by this client alone */
    public SocketIoClientOptions withRandom(RandomGenerator source) {
        return new SocketIoClientOptions(engine, reconnection, attempts, firstDelay, maxDelay, jitter,
                source);
    }
}
