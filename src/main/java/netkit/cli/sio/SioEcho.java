package netkit.cli.sio;

import netkit.cli.terminal.Log;
import netkit.socketio.Namespace;

/** The echo of {@code sio-server --app echo}: the events that the protocol's test suite requires of a server. */
final class SioEcho {
    private SioEcho() {}

    /** Logs the clients that come and go. */
    static void log(Namespace namespace, Log log) {
        namespace.onConnection(socket -> {
            String client = socket.id() + " from " + socket.handshake().address() + " at "
                    + socket.namespaceName();
            log.line("+ " + client + (socket.recovered() ? ", recovered" : ""));
            socket.onDisconnect((_, reason) -> log.line("- " + client + ", " + reason));
        });
    }

    static void install(Namespace namespace) {
        namespace.onConnection(socket -> socket.emit("auth", socket.handshake().auth()))
                .on("message", (socket, args, _) -> socket.emit("message-back", args.toArray()))
                .on("message-with-ack", (_, args, ack) -> ack.send(args.toArray()));
    }
}
