package netkit.socketio;

import java.time.Duration;
import java.util.Optional;

/**
 * The options of a Socket.IO server, besides those of its Engine.IO server.
 *
 * @param connectTimeout time that a client has to connect to its first namespace
 * @param recovery time for which sessions and events are stored for connection state recovery; empty disables it
 * @param cleanupEmptyChildNamespaces whether a dynamic namespace is removed when its last client leaves; sessions that
 *        are stored for it are lost
 * @param adapters links the namespaces to those of other servers
 */
public record SocketIoServerOptions(Duration connectTimeout, Optional<Duration> recovery,
        boolean cleanupEmptyChildNamespaces, Adapter.Factory adapters) {
    public static final SocketIoServerOptions DEFAULT = new SocketIoServerOptions(Duration.ofSeconds(45),
            Optional.empty());

    /** Keeps empty namespaces. */
    public SocketIoServerOptions(Duration connectTimeout, Optional<Duration> recovery) {
        this(connectTimeout, recovery, false, Adapter.Factory.ALONE);
    }

    public SocketIoServerOptions withCleanupOfEmptyChildNamespaces() {
        return new SocketIoServerOptions(connectTimeout, recovery, true, adapters);
    }

    public SocketIoServerOptions withConnectTimeout(Duration time) {
        return new SocketIoServerOptions(time, recovery, cleanupEmptyChildNamespaces, adapters);
    }

    public SocketIoServerOptions withRecovery(Duration time) {
        return new SocketIoServerOptions(connectTimeout, Optional.of(time), cleanupEmptyChildNamespaces,
                adapters);
    }

    public SocketIoServerOptions withAdapters(Adapter.Factory factory) {
        return new SocketIoServerOptions(connectTimeout, recovery, cleanupEmptyChildNamespaces, factory);
    }
}
