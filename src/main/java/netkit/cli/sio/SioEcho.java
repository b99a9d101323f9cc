package netkit.cli.sio;

import netkit.socketio.Namespace;

/** {@code sio-server --app echo}: what tests of the protocol ask of a server. */
final class SioEcho {
    private SioEcho() {}

    static void install(Namespace namespace) {
        namespace.onConnection(socket -> socket.emit("auth", socket.handshake().auth()))
                .on("message", (socket, args, _) -> socket.emit("message-back", args.toArray()))
                .on("message-with-ack", (_, args, ack) -> ack.send(args.toArray()));
    }
}
