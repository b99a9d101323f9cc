package netkit.cli.sio;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.cli.option.Quantity;
import netkit.cli.option.Usage;
import netkit.engineio.Cors;
import netkit.engineio.EngineServerOptions;
import netkit.engineio.EngineTransport;
import netkit.socketio.SocketIoServerOptions;

/** The options of a Socket.IO server. */
public final class SioOptions {
    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--transports", split = ",", paramLabel = "NAME", converter = TransportName.class,
            description = "Transports to offer: polling, websocket, or both separated by a comma (default: polling,websocket).")
    List<EngineTransport> transports = EngineServerOptions.DEFAULT.transports();

    @Option(names = "--ping-timeout", paramLabel = "TIME", defaultValue = "20s", //
            description = "Time to wait for a pong (default: ${DEFAULT-VALUE}).")
    Duration pingTimeout;

    @Option(names = "--connect-timeout", paramLabel = "TIME", defaultValue = "45s", //
            description = "Time for a client to connect to a namespace (default: ${DEFAULT-VALUE}).")
    Duration connectTimeout;

    @Option(names = "--recovery", paramLabel = "TIME", //
            description = "Enable connection state recovery: keep the id, the rooms and the missed events of a disconnected"
                    + " client for this long, such as 2m (default: disabled).")
    Duration recovery;

    @Option(names = "--max-payload", paramLabel = "SIZE", defaultValue = "1000000",
            converter = Quantity.Size.class, //
            description = "Maximum size of a POST body and of a WebSocket message (default: ${DEFAULT-VALUE}).")
    int maxPayload;

    /** Returns the longest message, bytes. */
    public int maxPayload() {
        return maxPayload;
    }

    /**
     * @param maxBacklog most bytes that wait for a client
     * @param origins whose pages may use the server, too
     */
    public EngineServerOptions engine(Duration pingInterval, int maxBacklog, List<String> origins) {
        Usage.checkMillis(spec, "--ping-interval", pingInterval);
        Usage.checkMillis(spec, "--ping-timeout", pingTimeout);
        Usage.check(spec, maxPayload > 0, "--max-payload must be at least 1 byte");
        return new EngineServerOptions(transports.stream().distinct().toList(), pingInterval, pingTimeout,
                EngineServerOptions.DEFAULT.upgradeTimeout(), maxPayload, Math.max(maxBacklog, maxPayload),
                new Cors(origins, false));
    }

    public SocketIoServerOptions socketIo() {
        Usage.checkMillis(spec, "--connect-timeout", connectTimeout);
        Usage.checkMillis(spec, "--recovery", recovery);
        return new SocketIoServerOptions(connectTimeout, Optional.ofNullable(recovery));
    }
}
