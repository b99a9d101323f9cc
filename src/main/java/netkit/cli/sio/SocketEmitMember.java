package netkit.cli.sio;

import java.io.IOException;
import java.net.URI;
import java.util.List;

import netkit.engineio.EngineTransport;
import netkit.socketio.AckException;
import netkit.socketio.ClientSideSocket;
import netkit.socketio.SocketIoClient;
import netkit.socketio.SocketIoClientOptions;

/** A member with netkit's client over WebSocket. */
final class SocketEmitMember extends EmitMember {
    private final SocketIoClient connection;
    private final ClientSideSocket client;

    SocketEmitMember(Profile profile, int port) {
        super(profile);
        SocketIoClientOptions options = SocketIoClientOptions.DEFAULT.withoutReconnection();
        connection = new SocketIoClient(URI.create("http://127.0.0.1:" + port),
                options.withEngine(options.engine().withTransports(EngineTransport.WEBSOCKET)));
        client = connection.of(profile.namespace());
        for (String event : List.of("joined", "ready", "mark", "news", "question", "puzzle")) {
            client.on(event, (_, args, ack) -> {
                if (take(event, args.size() > 0 ? args.integer(0) : 0)) {
                    ack.send(profile.name());
                }
            });
        }
        client.auth(profile.auth()).onDisconnect(_ -> takeDisconnect());
    }

    @Override
    void connect() throws IOException, InterruptedException {
        client.connect().awaitConnected(TIMEOUT);
        awaitJoined();
    }

    @Override
    void receiveUntil(int number) {
        // it receives all the time
    }

    /** Performs a form of a client. */
    EmitServers.Outcome perform(EmitForm form) throws AckException, InterruptedException {
        switch (form) {
            case CLIENT -> client.emit("news", 1);
            case CLIENT_ACK -> {
                return new EmitServers.Outcome(
                        List.of(client.emitWithAck("question").await().text(0)), true);
            }
            default -> throw new IllegalArgumentException(form + " is performed by a server");
        }
        return EmitServers.Outcome.NONE;
    }

    /** Waits until the server has handled all that this client has emitted. */
    void awaitHandled() throws AckException, InterruptedException {
        client.timeout(TIMEOUT).emitWithAck("question").await();
    }

    @Override
    public void close() {
        connection.close();
    }
}
