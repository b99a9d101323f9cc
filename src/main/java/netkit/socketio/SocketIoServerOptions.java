package netkit.socketio;

import java.time.Duration;
import java.util.Optional;

/**
 * What a Socket.IO server allows; what concerns the transport is with Engine.IO.
 *
 * @param connectTimeout how long a client may take to enter its first namespace
 * @param recovery how long a client that lost its connection may be away and be sent what it missed; empty, and what is
 *        emitted meanwhile is gone
 * @param trace told of all packets
 */
public record SocketIoServerOptions(Duration connectTimeout, Optional<Duration> recovery, PacketTrace trace) {
    public static final SocketIoServerOptions DEFAULT = new SocketIoServerOptions(Duration.ofSeconds(45),
            Optional.empty(), PacketTrace.NONE);

    public SocketIoServerOptions withConnectTimeout(Duration time) {
        return new SocketIoServerOptions(time, recovery, trace);
    }

    public SocketIoServerOptions withRecovery(Duration time) {
        return new SocketIoServerOptions(connectTimeout, Optional.of(time), trace);
    }

    public SocketIoServerOptions withTrace(PacketTrace other) {
        return new SocketIoServerOptions(connectTimeout, recovery, other);
    }
}
