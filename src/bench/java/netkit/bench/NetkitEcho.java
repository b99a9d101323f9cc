package netkit.bench;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

import netkit.net.Endpoint;
import netkit.websocket.WebSocketHandler;
import netkit.websocket.WebSocketOptions;
import netkit.websocket.WebSocketServer;

/** An echo server at {@code /echo} on netkit's WebSocket server. */
final class NetkitEcho {
    private NetkitEcho() {}

    static void main() throws IOException, InterruptedException {
        WebSocketHandler echo = (connection, type, bytes, from, length) -> connection.reply(type, bytes, from,
                length);
        try (WebSocketServer server = new WebSocketServer(new Endpoint("127.0.0.1", 0),
                Map.of("/echo", _ -> WebSocketServer.Session.of(echo)), Map.of(), WebSocketOptions.DEFAULT,
                Optional.empty(), System.err::println)) {
            System.out.println(server.endpoint().port());
            Thread.currentThread().join();
        }
    }
}
