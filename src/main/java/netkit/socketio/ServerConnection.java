package netkit.socketio;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import netkit.engineio.CloseReason;
import netkit.engineio.EngineSocket;

/**
 * A client's connection, which may be in several namespaces: what each packet means in which state. Everything but the
 * answers to our own events is handled in turn, in the mailbox; those are taken at once, as a handler may wait for one.
 *
 * <p>It does what the reference does, but for one thing: that closes the connection of a client who does not wait to be
 * let into a namespace before it sends something there; here it is served in turn.
 */
final class ServerConnection {
    private final SocketIoServer server;
    private final EngineSocket engine;
    private final Object wire = new Object();
    private final Mailbox mailbox;
    private final PacketDecoder decoder = new PacketDecoder();
    /** Those connected, by the names of their namespaces. */
    private final Map<String, ServerSideSocket> sockets = new ConcurrentHashMap<>();
    private final Timers.Timer connectTimer;
    private boolean broken;
    private volatile boolean tooSlow;
    private volatile boolean over;

    ServerConnection(SocketIoServer server, EngineSocket engine) {
        this.server = server;
        this.engine = engine;
        this.mailbox = new Mailbox("handle " + engine.id());
        this.connectTimer = server.timers().after(server.options().connectTimeout(), () -> {
            if (sockets.isEmpty()) {
                close();
            }
        });
    }

    Mailbox mailbox() {
        return mailbox;
    }

    PendingAcks newAcks() {
        return new PendingAcks(mailbox, server.timers());
    }

    /** Nothing can be sent or received any more. */
    boolean isOver() {
        return over;
    }

    void text(String message) {
        if (!broken) {
            try {
                decoder.text(message).ifPresent(packet -> received(packet, message.length()));
            } catch (PacketException e) {
                fail(e);
            }
        }
    }

    void binary(byte[] message) {
        if (!broken) {
            try {
                decoder.binary(message).ifPresent(packet -> received(packet, message.length));
            } catch (PacketException e) {
                fail(e);
            }
        }
    }

    private void fail(PacketException e) {
        broken = true;
        // what came before is handled, and answered, before
        mailbox.execute(() -> {
            server.log("closed the connection of " + engine.remoteAddress().orElse("a client") + ": "
                    + e.getMessage());
            close();
        });
    }

    private void received(Packet packet, int size) {
        synchronized (wire) {
            server.options().trace().received(packet);
        }
        ServerSideSocket socket = sockets.get(packet.namespace());
        if (packet instanceof Packet.Ack ack && socket != null) {
            socket.answered(ack); // one that nobody waits for is ignored
        } else {
            mailbox.put(size, () -> handle(packet, socket));
        }
    }

    /** @param then the socket when the packet came, if it was connected already */
    private void handle(Packet packet, ServerSideSocket then) {
        ServerSideSocket now = sockets.get(packet.namespace());
        ServerSideSocket socket = then == null ? now : then;
        boolean isInPlace = packet instanceof Packet.Connect ? now == null : socket != null;
        if (over && socket == null) {
            return;
        }
        if (!isInPlace || packet instanceof Packet.ConnectError) {
            server.log("closed the connection of " + engine.remoteAddress().orElse("a client") + ": a "
                    + packet.getClass().getSimpleName() + " packet for " + packet.namespace()
                    + " is out of place");
            close();
            return;
        }
        switch (packet) {
            case Packet.Connect connect -> connect(connect);
            case Packet.Event event -> socket.handle(event);
            case Packet.Disconnect _ -> socket.end(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
            case Packet.Ack ack -> socket.answered(ack);
            case Packet.ConnectError _ -> {
                // out of place always
            }
        }
    }

    private void connect(Packet.Connect packet) {
        Optional<Namespace> found = server.find(packet.namespace(), packet.payload());
        if (found.isEmpty()) {
            refuse(packet.namespace(), "Invalid namespace", null);
            return;
        }
        Namespace namespace = found.get();
        Handshake handshake = new Handshake(packet.payload(), engine.request(),
                engine.remoteAddress().orElse(""));
        Optional<ServerSideSocket> socket = namespace.recover(this, handshake);
        if (socket.isEmpty()) {
            ServerSideSocket fresh = namespace.newSocket(this, handshake);
            try {
                for (Middleware middleware : namespace.middlewares()) {
                    middleware.check(fresh);
                }
            } catch (RefusedException e) {
                refuse(packet.namespace(), e.getMessage(), e.data());
                return;
            } catch (Exception e) {
                refuse(packet.namespace(), "internal error", null);
                throw ErrorCollector.<RuntimeException>unchecked(e);
            }
            if (over) {
                return;
            }
            namespace.admit(fresh);
            socket = Optional.of(fresh);
        }
        namespace.welcome(socket.get());
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

    /** Never waits. A client for whom too much waits already is given up: others must not be kept waiting for it. */
    void write(OutboundPacket packet, boolean isVolatile) {
        if (over || isVolatile && !engine.isWritable()) {
            return;
        }
        synchronized (wire) { // the trace may not show an answer before the question
            if (engine.send(packet.messages())) {
                server.options().trace().sent(packet.packet(), packet.encoded());
                return;
            }
        }
        if (!over) {
            tooSlow = true;
            engine.abort();
        }
    }

    /** Out of every namespace, and closed. */
    void disconnect() {
        sockets.values().forEach(ServerSideSocket::disconnect);
        close();
    }

    /** Closes the connection, once what was sent is on its way. */
    private void close() {
        closed(DisconnectReason.FORCED_CLOSE);
        engine.close();
    }

    void closed(CloseReason reason) {
        // Nothing can be sent either when the session has ended and we are about to be told.
        closed(tooSlow && reason == CloseReason.FORCED_CLOSE ? DisconnectReason.CLIENT_TOO_SLOW
                : DisconnectReason.of(reason));
    }

    private void closed(DisconnectReason reason) {
        over = true;
        connectTimer.cancel();
        sockets.values().forEach(ServerSideSocket::giveUpAcks);
        // what came before the end is handled before it
        mailbox.execute(() -> new ArrayList<>(sockets.values()).forEach(socket -> socket.end(reason)));
    }

    /** The server closes; its engine is closed after this. */
    void shutDown() {
        List.copyOf(sockets.values()).forEach(socket -> socket.end(DisconnectReason.SERVER_SHUTTING_DOWN));
    }
}
