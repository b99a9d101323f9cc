package netkit.engineio;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import netkit.http.HttpClient;
import netkit.http.RequestHead;
import netkit.net.Scheduler;
import netkit.websocket.CloseStatus;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketException;
import netkit.websocket.WebSocketHandler;

/** A client that opens Engine.IO sessions (protocol version 4). */
public final class EngineClient {
    /** Before version 4, each packet in a body began with its length. */
    private static final Pattern VERSION_3 = Pattern.compile("\\d+:0\\{");

    private EngineClient() {}

    /**
     * Opens a session; an upgrade to WebSocket follows in the background.
     *
     * @param url {@code http}, {@code https}, {@code ws} or {@code wss}; its path is ignored, its query is added to
     *        every request
     * @param handler called on other threads, one event at a time
     * @throws IllegalArgumentException if the URL has another scheme or no host
     * @throws IOException if the server cannot be reached or refuses the session
     */
    public static EngineSocket connect(URI url, EngineClientOptions options, EngineHandler handler)
            throws IOException {
        return connect(url, options, handler, Scheduler.SYSTEM);
    }

    static EngineSocket connect(URI url, EngineClientOptions options, EngineHandler handler,
            Scheduler scheduler) throws IOException {
        if (url.getScheme() == null || !url.getScheme().matches("(?i)https?|wss?") || url.getHost() == null) {
            throw new IllegalArgumentException("'" + url + "' is not a server URL: write http://HOST:PORT");
        }
        ClientRequests requests = new ClientRequests(url, options);
        return switch (options.transports().getFirst()) {
            case POLLING -> poll(requests, handler, scheduler);
            case WEBSOCKET -> openWebSocket(requests, handler, scheduler);
        };
    }

    private static EngineSocket poll(ClientRequests requests, EngineHandler handler, Scheduler scheduler)
            throws IOException {
        HttpClient client = requests.httpClient();
        try {
            RequestHead request = requests.get();
            List<String> packets = requests.open(client, request);
            if (VERSION_3.matcher(packets.getFirst()).lookingAt()) {
                throw new EngineException(
                        "the server sent a packet of Engine.IO version 3, as Socket.IO 2 does;"
                                + " this client speaks version 4, of Socket.IO 3 and 4");
            }
            OpenPacket handshake = traced(requests, EngineTransport.POLLING,
                    EnginePacket.decode(packets.getFirst()));
            ClientEngineSocket socket = ClientEngineSocket.overPolling(requests, handler, handshake, request,
                    client, scheduler);
            socket.open(packets.subList(1, packets.size()));
            return socket;
        } catch (IOException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private static OpenPacket traced(ClientRequests requests, EngineTransport transport, EnginePacket packet)
            throws EngineException {
        requests.options().trace().add(packet.size(), to -> to.received(transport, packet));
        return OpenPacket.decode(packet);
    }

    private static EngineSocket openWebSocket(ClientRequests requests, EngineHandler handler,
            Scheduler scheduler) throws IOException {
        Opening opening = new Opening(requests, handler, scheduler);
        WebSocketConnection connection = requests.openWebSocket(opening);
        Thread.ofVirtual().name("websocket").start(connection::run);
        return opening.await(connection);
    }

    /** A handler that takes the first packet from a WebSocket as the handshake and passes the rest to the session. */
    private static final class Opening implements WebSocketHandler {
        private final ClientRequests requests;
        private final EngineHandler handler;
        private final Scheduler scheduler;
        /** Receives the session or the exception. */
        private final BlockingQueue<Object> outcome = new LinkedBlockingQueue<>();
        private WebSocketHandler session;
        private WebSocketException failure;

        Opening(ClientRequests requests, EngineHandler handler, Scheduler scheduler) {
            this.requests = requests;
            this.handler = handler;
            this.scheduler = scheduler;
        }

        @Override
        public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from, int length)
                throws IOException {
            if (session != null) {
                session.message(connection, type, bytes, from, length);
                return;
            }
            try {
                OpenPacket handshake = traced(requests, EngineTransport.WEBSOCKET, type == Opcode.BINARY
                        ? EnginePacket.message(new byte[0])
                        : EnginePacket.decode(new String(bytes, from, length, StandardCharsets.UTF_8)));
                ClientEngineSocket socket = ClientEngineSocket.overWebSocket(connection, requests, handler,
                        handshake, scheduler);
                session = socket.new Frames();
                outcome.add(socket);
                socket.open(List.of());
            } catch (EngineException e) {
                outcome.add(e);
                connection.close();
            }
        }

        @Override
        public void failed(WebSocketConnection connection, WebSocketException why) {
            failure = why;
            if (session != null) {
                session.failed(connection, why);
            }
        }

        @Override
        public void closed(WebSocketConnection connection, CloseStatus status) {
            if (session != null) {
                session.closed(connection, status);
            } else {
                outcome.add(failure != null ? failure
                        : new IOException("the server closed the WebSocket before the handshake: " + status));
            }
        }

        EngineSocket await(WebSocketConnection connection) throws IOException {
            try {
                Object result = outcome.poll(requests.options().timeout().toMillis(), TimeUnit.MILLISECONDS);
                return switch (result) {
                    case ClientEngineSocket socket -> socket;
                    case IOException e -> throw e;
                    case null -> throw new SocketTimeoutException("the server sent no handshake within "
                            + requests.options().timeout().toMillis() + " ms");
                    default -> throw new IllegalStateException(result.toString());
                };
            } catch (InterruptedException e) {
                connection.close();
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while connecting", e);
            } catch (IOException e) {
                connection.close();
                throw e;
            }
        }
    }
}
