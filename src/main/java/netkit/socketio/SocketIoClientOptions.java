package netkit.socketio;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;

import netkit.engineio.EngineClientOptions;

/**
 * How a client connects. The defaults are the reference's.
 *
 * @param engine how its Engine.IO session is opened
 * @param reconnection whether it connects again by itself
 * @param attempts how often it tries to, in a row
 * @param firstDelay before the first attempt to connect again; it doubles with each
 * @param maxDelay before any attempt
 * @param jitter how much a delay is varied by chance, as a share: 0.5 for half
 * @param random that chance
 * @param trace told of all packets
 */
public record SocketIoClientOptions(EngineClientOptions engine, boolean reconnection, int attempts,
        Duration firstDelay, Duration maxDelay, double jitter, RandomGenerator random, PacketTrace trace) {
    public static final SocketIoClientOptions DEFAULT = new SocketIoClientOptions(
            EngineClientOptions.DEFAULT.withPath("/socket.io/"), true, Integer.MAX_VALUE,
            Duration.ofSeconds(1),
            Duration.ofSeconds(5), 0.5, new Random(), PacketTrace.NONE);

    public SocketIoClientOptions withEngine(EngineClientOptions other) {
        return new SocketIoClientOptions(other, reconnection, attempts, firstDelay, maxDelay, jitter, random,
                trace);
    }

    public SocketIoClientOptions withoutReconnection() {
        return new SocketIoClientOptions(engine, false, attempts, firstDelay, maxDelay, jitter, random,
                trace);
    }

    public SocketIoClientOptions withReconnection(int most, Duration first, Duration longest) {
        return new SocketIoClientOptions(engine, true, most, first, longest, jitter, random, trace);
    }

    /** @param source safe for many threads, or used by this client alone */
    public SocketIoClientOptions withRandom(RandomGenerator source) {
        return new SocketIoClientOptions(engine, reconnection, attempts, firstDelay, maxDelay, jitter, source,
                trace);
    }

    public SocketIoClientOptions withTrace(PacketTrace other) {
        return new SocketIoClientOptions(engine, reconnection, attempts, firstDelay, maxDelay, jitter, random,
                other);
    }
}
