package netkit.socketio;

import java.time.Duration;
import java.util.Optional;

/**
 * The options of a Socket.IO server, besides those of its Engine.IO server.
 *
 * @param connectTimeout time that a client has to connect to its first namespace
 * @param recovery time for which sessions and events are stored for connection state recovery; empty disables it
 */
public record SocketIoServerOptions(Duration connectTimeout, Optional<Duration> recovery) {
    public static final SocketIoServerOptions DEFAULT = new SocketIoServerOptions(Duration.ofSeconds(45),
            Optional.empty());

    public SocketIoServerOptions withConnectTimeout(Duration time) {
        return new SocketIoServerOptions(time, recovery);
    }

    public SocketIoServerOptions withRecovery(Duration time) {
        return new SocketIoServerOptions(connectTimeout, Optional.of(time));
    }
}
