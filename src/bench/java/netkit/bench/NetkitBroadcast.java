package netkit.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import netkit.chat.Chat;
import netkit.chat.ChatLimits;
import netkit.chat.ChatServer;
import netkit.net.Backpressure;
import netkit.net.Endpoint;
import netkit.net.RandomIds;
import netkit.websocket.CloseStatus;
import netkit.websocket.Opcode;
import netkit.websocket.PreparedMessage;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketHandler;
import netkit.websocket.WebSocketOptions;
import netkit.websocket.WebSocketServer;

/** Passes each message to all other clients: netkit's WebSocket server, and its chat over TCP lines. */
final class NetkitBroadcast {
    private static final Set<WebSocketConnection> CONNECTIONS = ConcurrentHashMap.newKeySet();
    private static final Backpressure PRESSURE = new Backpressure();

    private NetkitBroadcast() {}

    static void main() throws IOException, InterruptedException {
        Endpoint free = new Endpoint(Endpoint.LOOPBACK, 0);
        try (WebSocketServer server = new WebSocketServer(free,
                Map.of("/echo", _ -> WebSocketServer.Session.of(new Member())), Map.of(),
                WebSocketOptions.DEFAULT, Optional.empty(), System.err::println);
                ChatServer chat = new ChatServer(free, new Chat(new RandomIds()),
                        ChatLimits.DEFAULT, _ -> {})) {
            System.out.println(server.endpoint().port());
            System.out.println(chat.endpoint().port());
            Thread.currentThread().join();
        }
    }

    private static final class Member implements WebSocketHandler {
        @Override
        public void opened(WebSocketConnection connection) {
            CONNECTIONS.add(connection);
        }

        @Override
        public void message(WebSocketConnection speaker, Opcode type, byte[] bytes, int from, int length)
                throws IOException {
            PreparedMessage message = new PreparedMessage(type,
                    Arrays.copyOfRange(bytes, from, from + length));
            for (WebSocketConnection other : CONNECTIONS) {
                if (other != speaker) {
                    other.send(message, PRESSURE);
                }
            }
            try {
                PRESSURE.awaitDrain();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void closed(WebSocketConnection connection, CloseStatus status) {
            CONNECTIONS.remove(connection);
        }
    }
}
