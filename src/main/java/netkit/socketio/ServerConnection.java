package netkit.socketio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import netkit.engineio.CloseReason;
import netkit.engineio.EngineSocket;
import netkit.net.MessageTimer;
import netkit.net.Scheduler;
import netkit.net.SerialExecutor;

/**
 * A client's connection, shared by its sockets in several namespaces: the rules for each packet in each state. Packets
 * are handled in order on the handler executor, except acknowledgements, which are taken at once because a handler may
 * be waiting for one.
 *
 * <p>It follows the reference except in one point: the reference closes the connection of a client that sends to a
 * namespace before its CONNECT is answered; here the packet is handled after the CONNECT.
 */
final class ServerConnection {
    private final SocketIoServer server;
    private final EngineSocket engine;
    private final SerialExecutor handlerExecutor;
    /** The time for all attachments of a packet to arrive, plus a second for each KiB received. */
    private static final Duration ATTACHMENTS_TIMEOUT = Duration.ofMinutes(1);

    private final PacketDecoder decoder = new PacketDecoder();
    private final MessageTimer attachmentsTimer;
    /** The packets decoded so far, and the bytes received of the next one. */
    private long packets;
    private long incoming;
    /** The connected sockets by namespace. */
    private final Map<String, ServerSideSocket> sockets = new ConcurrentHashMap<>();
    private final Scheduler.Timer connectTimer;
    /** Whether what still arrives is ignored: a packet was malformed, or the connection is being closed. */
    private volatile boolean ignoresInput;
    private volatile boolean tooSlow;
    private volatile boolean closed;

    ServerConnection(SocketIoServer server, EngineSocket engine) {
        this.server = server;
        this.engine = engine;
        this.handlerExecutor = new SerialExecutor("handle " + engine.id());
        this.attachmentsTimer = new MessageTimer(server.scheduler(), ATTACHMENTS_TIMEOUT,
                () -> fail(new PacketException("the attachments of a packet were not complete after "
                        + ATTACHMENTS_TIMEOUT.toSeconds() + " s")));
        this.connectTimer = server.scheduler().after(server.options().connectTimeout(), () -> {
            if (sockets.isEmpty()) {
                close();
            }
        });
    }

    EngineSocket engine() {
        return engine;
    }

    SerialExecutor handlerExecutor() {
        return handlerExecutor;
    }

    PendingAcks newPendingAcks() {
        return new PendingAcks(handlerExecutor, server.scheduler());
    }

    /** Returns whether the connection is closed. */
    boolean isClosed() {
        return closed;
    }

    void text(String message) {
        receive(message.length(), () -> decoder.text(message));
    }

    void binary(byte[] message) {
        receive(message.length, () -> decoder.binary(message));
    }

    private interface Decoding {
        Optional<Packet> decode() throws PacketException;
    }

    private void receive(int size, Decoding decoding) {
        if (ignoresInput || !engine.memory().awaitMemory(size)) {
            return;
        }
        incoming += size;
        try {
            Optional<Packet> packet = decoding.decode();
            if (packet.isPresent()) {
                packets++;
                attachmentsTimer.resume();
                received(packet.get());
            } else {
                attachmentsTimer.await(packets, incoming);
            }
        } catch (PacketException e) {
            fail(e);
        }
    }

    private void fail(PacketException e) {
        ignoresInput = true;
        // packets received earlier are still handled and acknowledged
        handlerExecutor.execute(() -> {
            server.log("closed the connection of " + engine.remoteAddress().orElse("a client") + ": "
                    + e.getMessage());
            ErrorCollector errors = new ErrorCollector();
            sockets.values().forEach(socket -> errors.run(() -> socket.failed(e)));
            close();
            errors.rethrow();
        });
    }

    private void received(Packet packet) {
        long size = incoming;
        incoming = 0;
        ServerSideSocket socket = sockets.get(packet.namespace());
        if (packet instanceof Packet.Ack ack && socket != null) {
            socket.ackReceived(ack); // an unexpected one is ignored
            engine.memory().add(-size);
        } else {
            engine.memory().addLasting(size);
            engine.memory().add(-size);
            handlerExecutor.executeBlocking((int) size, () -> {
                try {
                    handle(packet, socket);
                } finally {
                    engine.memory().addLasting(-size);
                }
            });
        }
    }

    /** @param socketAtReceipt the socket that was connected when the packet arrived; null if there was none */
    private void handle(Packet packet, ServerSideSocket socketAtReceipt) {
        ServerSideSocket current = sockets.get(packet.namespace());
        ServerSideSocket socket = socketAtReceipt == null ? current : socketAtReceipt;
        boolean isExpected = packet instanceof Packet.Connect ? current == null : socket != null;
        if (closed && socket == null) {
            return;
        }
        if (!isExpected || packet instanceof Packet.ConnectError) {
            server.log(
                    "closed the connection of " + engine.remoteAddress().orElse("a client") + ": unexpected "
                            + packet.getClass().getSimpleName() + " packet for " + packet.namespace());
            close();
            return;
        }
        switch (packet) {
            case Packet.Connect connect -> connect(connect);
            case Packet.Event event -> socket.handle(event);
            case Packet.Disconnect _ -> socket.end(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
            case Packet.Ack ack -> socket.ackReceived(ack);
            case Packet.ConnectError _ -> {
                // always unexpected, see above
            }
        }
    }

    private void connect(Packet.Connect packet) {
        Optional<Namespace> found = server.acquire(packet.namespace(), packet.payload());
        if (found.isEmpty()) {
            refuse(packet.namespace(), "Invalid namespace", null);
            return;
        }
        Namespace namespace = found.get();
        Optional<ServerSideSocket> socket = Optional.empty();
        try {
            socket = connect(namespace, packet);
        } finally {
            if (socket.isEmpty()) {
                server.release(namespace);
            }
        }
        socket.ifPresent(namespace::notifyConnected);
    }

    /** Returns the socket that is connected; empty if it is refused, or the connection has ended. */
    private Optional<ServerSideSocket> connect(Namespace namespace, Packet.Connect packet) {
        Handshake handshake = new Handshake(packet.payload(), engine.request(),
                engine.remoteAddress().orElse(""));
        Optional<ServerSideSocket> recovered = namespace.recover(this, handshake);
        if (recovered.isPresent()) {
            return recovered;
        }
        ServerSideSocket socket = namespace.newSocket(this, handshake);
        try {
            for (Middleware middleware : namespace.middlewares()) {
                middleware.check(socket);
            }
        } catch (RefusedException e) {
            refuse(packet.namespace(), e.getMessage(), e.data());
            return Optional.empty();
        } catch (Exception e) {
            refuse(packet.namespace(), "internal error", null);
            throw ErrorCollector.<RuntimeException>unchecked(e);
        }
        if (closed) {
            return Optional.empty();
        }
        namespace.admit(socket);
        return Optional.of(socket);
    }

    private void refuse(String namespace, String message, Object data) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", message);
        if (data != null) {
            error.put("data", JsonValues.of(data));
        }
        send(new Packet.ConnectError(namespace, error));
    }

    void add(ServerSideSocket socket) {
        connectTimer.cancel();
        sockets.put(socket.namespaceName(), socket);
    }

    void remove(ServerSideSocket socket) {
        sockets.remove(socket.namespaceName(), socket);
    }

    void send(Packet packet) {
        send(packet, false);
    }

    void send(Packet packet, boolean isVolatile) {
        write(OutboundPacket.of(packet), isVolatile);
    }

    /** Never blocks. A client whose backlog is full is disconnected, so that it does not delay the others. */
    void write(OutboundPacket packet, boolean isVolatile) {
        if (closed || isVolatile && !engine.isWritable()) {
            return;
        }
        if (!engine.send(packet.messages()) && !closed) {
            tooSlow = true;
            engine.abort();
        }
    }

    /** Disconnects from every namespace and closes the connection. */
    void disconnect() {
        sockets.values().forEach(ServerSideSocket::disconnect);
        close();
    }

    /** Closes the connection after what was sent. */
    private void close() {
        closed(DisconnectReason.FORCED_CLOSE);
        engine.close();
    }

    /** The memory of the packets that wait is needed: their handler may be busy, and the reader wait for room behind them. */
    void evicted() {
        ignoresInput = true;
        discardWaiting();
    }

    private void discardWaiting() {
        engine.memory().addLasting(-handlerExecutor.discardSized());
    }

    void closed(CloseReason reason) {
        // A send also fails while the notice of another reason is on its way.
        closed(tooSlow && reason == CloseReason.FORCED_CLOSE ? DisconnectReason.CLIENT_TOO_SLOW
                : DisconnectReason.of(reason));
    }

    private void closed(DisconnectReason reason) {
        closed = true;
        ignoresInput = true;
        connectTimer.cancel();
        attachmentsTimer.stop();
        if (tooSlow || engine.memory().isEvicted()) {
            discardWaiting();
        }
        sockets.values().forEach(ServerSideSocket::failPendingAcks);
        // packets received earlier are handled first
        handlerExecutor
                .execute(() -> new ArrayList<>(sockets.values()).forEach(socket -> socket.end(reason)));
    }

    /** Disconnects the sockets because the server shuts down; the Engine.IO server is closed afterwards. */
    void shutDown() {
        ignoresInput = true;
        List.copyOf(sockets.values()).forEach(socket -> socket.end(DisconnectReason.SERVER_SHUTTING_DOWN));
    }
}
