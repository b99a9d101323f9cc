package netkit.cli.sio;

import netkit.socketio.Namespace;

/** The echo of {@code sio-server --app echo}: the events that the protocol's test suite requires of a server. */
final class SioEcho {
    private SioEcho() {}

    static void install(Namespace namespace) {
        namespace.onConnection(socket -> socket.emit("auth", socket.handshake().auth()))
                .on("message", (socket, args, _) -> socket.emit("message-back", args.toArray()))
                .on("message-with-ack", (_, args, ack) -> ack.send(args.toArray()));
    }
}
