package netkit.socketio;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A client's end of a connection to a namespace. What is emitted while there is no connection waits for one, up to a
 * bound. The state is guarded by the client.
 *
 * <p>On a server that recovers connections, the events it emits carry their offset as one more argument, the last; that
 * is how the protocol has it.
 */
public final class ClientSideSocket extends SocketIoSocket<ClientSideSocket> {
    private final SocketIoClient client;
    private final Mailbox mailbox;
    private final PendingAcks acks;
    private final List<Consumer<ClientSideSocket>> onConnect = new CopyOnWriteArrayList<>();
    private final List<Consumer<ConnectException>> onConnectError = new CopyOnWriteArrayList<>();
    private final List<Consumer<DisconnectReason>> onDisconnect = new CopyOnWriteArrayList<>();
    private Supplier<Map<String, ?>> auth = Map::of;

    private boolean active;
    private boolean connected;
    private boolean recovered;
    private boolean left;
    private String id = "";
    private String pid;
    private String lastOffset;
    private ConnectException error;
    private long nextAckId;
    /** How many connections to the server there were: an old one's request is not for a new one. */
    private int connections;
    private final SendBuffer unsent = new SendBuffer();
    private boolean emptying;
    /** What came before we were told that we are connected: events missed, on a connection that is recovered. */
    private final List<Packet.Event> early = new ArrayList<>();

    ClientSideSocket(SocketIoClient client, String namespace, Mailbox mailbox, Timers timers) {
        super(namespace);
        this.client = client;
        this.mailbox = mailbox;
        this.acks = new PendingAcks(mailbox, timers);
    }

    @Override
    ClientSideSocket self() {
        return this;
    }

    /** Empty while not connected. */
    @Override
    public String id() {
        synchronized (client) {
            return id;
        }
    }

    @Override
    public boolean connected() {
        synchronized (client) {
            return connected;
        }
    }

    @Override
    public boolean recovered() {
        synchronized (client) {
            return recovered;
        }
    }

    /** Whether it is connected, or tries to be. */
    public boolean active() {
        synchronized (client) {
            return active;
        }
    }

    /** What the server gets to see with each connection. */
    public ClientSideSocket auth(Map<String, ?> values) {
        return auth(() -> values);
    }

    /** As {@link #auth(Map)}, asked for anew with each connection. */
    public ClientSideSocket auth(Supplier<Map<String, ?>> values) {
        synchronized (client) {
            auth = values;
        }
        return this;
    }

    /**
     * What the server calls its session, and nobody else may know: who comes back with it and an offset goes on where it
     * was (Socket.IO, Connection state recovery). Empty while not connected for the first time, and on a server that does
     * not recover connections.
     */
    public Optional<String> pid() {
        synchronized (client) {
            return Optional.ofNullable(pid);
        }
    }

    /**
     * Goes on with the session of an earlier client, if the server still has it. To be called before {@link #connect}.
     *
     * @param session the earlier client's {@link #pid}
     * @param offset the last argument of the last event that it was done with
     */
    public ClientSideSocket resume(String session, String offset) {
        synchronized (client) {
            pid = session;
            lastOffset = offset;
        }
        return this;
    }

    /** Told of every connection, the first and those after a loss. */
    public ClientSideSocket onConnect(Consumer<ClientSideSocket> handler) {
        onConnect.add(handler);
        return this;
    }

    /** Told when a connection could not be had. */
    public ClientSideSocket onConnectError(Consumer<ConnectException> handler) {
        onConnectError.add(handler);
        return this;
    }

    public ClientSideSocket onDisconnect(Consumer<DisconnectReason> handler) {
        onDisconnect.add(handler);
        return this;
    }

    /** Begins to connect, if it does not already. Register handlers before: events may come at once. */
    public ClientSideSocket connect() {
        synchronized (client) {
            if (!active) {
                active = true;
                left = false;
                error = null;
                client.activated(this);
            }
        }
        return this;
    }

    /**
     * Waits for the connection.
     *
     * @throws ConnectException when the server refused
     * @throws IOException when there is no connection within this time, or nobody tries to have one
     */
    public ClientSideSocket awaitConnected(Duration atMost) throws IOException, InterruptedException {
        synchronized (client) {
            long deadline = System.nanoTime() + atMost.toNanos();
            while (!connected) {
                if (error != null && error.isRefused()) {
                    throw error;
                }
                if (!active) {
                    throw new IOException(
                            namespaceName() + " is not being connected to: connect() begins that");
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new IOException(
                            "no connection to " + namespaceName() + " within " + atMost.toMillis()
                                    + " ms" + (error == null ? "" : ": " + error.getMessage()),
                            error);
                }
                TimeUnit.NANOSECONDS.timedWait(client, left);
            }
        }
        return this;
    }

    /** Leaves the namespace, and does not come back by itself. */
    public void disconnect() {
        synchronized (client) {
            if (connected) {
                client.write(OutboundPacket.of(new Packet.Disconnect(namespaceName())));
            }
            left = true;
            quit(DisconnectReason.IO_CLIENT_DISCONNECT);
        }
    }

    private void quit(DisconnectReason reason) {
        boolean wasActive = active;
        active = false;
        lost(reason);
        if (wasActive) {
            client.deactivated();
        }
    }

    /** There is a connection to the server, so the namespace can be asked for. Called under the client's lock. */
    void opened() {
        Supplier<Map<String, ?>> supplier = auth;
        int connection = ++connections;
        // It is the program's own, and may take its time.
        Thread.ofVirtual().name("connect").start(() -> ask(connection, supplier.get()));
    }

    private void ask(int connection, Map<String, ?> values) {
        Map<String, Object> payload = new LinkedHashMap<>();
        synchronized (client) {
            if (pid != null) {
                payload.put("pid", pid);
                if (lastOffset != null) {
                    payload.put("offset", lastOffset);
                }
            }
            values.forEach((key, value) -> payload.put(key, JsonValues.of(value)));
            if (active && connection == connections) {
                client.write(OutboundPacket.of(new Packet.Connect(namespaceName(), payload)));
            }
        }
    }

    /** Called under the client's lock. */
    void failed(ConnectException why) {
        if (!connected) {
            error = why;
            client.notifyAll();
            onConnectError.forEach(handler -> mailbox.execute(() -> handler.accept(why)));
        }
    }

    /** Called under the client's lock. */
    void lost(DisconnectReason reason) {
        early.clear(); // what of it was not handled is sent again
        if (connected) {
            connected = false;
            id = "";
            unsent.keepEvents();
            acks.disconnected(unsent::holds);
            client.notifyAll();
            onDisconnect.forEach(handler -> mailbox.execute(() -> handler.accept(reason)));
        }
    }

    /** By the thread that reads from the network. */
    void received(Packet packet, int size) {
        switch (packet) {
            case Packet.Connect connect -> connected(connect);
            case Packet.Event event -> {
                if (isInTime(event)) {
                    mailbox.put(size, () -> handle(event));
                }
            }
            case Packet.Ack ack -> acks.answer(ack.id(), ack.values());
            case Packet.Disconnect _ -> {
                synchronized (client) {
                    quit(DisconnectReason.IO_SERVER_DISCONNECT);
                }
            }
            case Packet.ConnectError refusal -> refused(refusal);
        }
    }

    private boolean isInTime(Packet.Event event) {
        synchronized (client) {
            if (connected) {
                noteOffset(event);
            } else if (active) {
                early.add(event);
            }
            return connected;
        }
    }

    /** What is in the mailbox will be handled, so the server need not send it again. */
    private void noteOffset(Packet.Event event) {
        List<Object> args = event.arguments();
        // events that want an answer have none
        if (pid != null && event.id().isEmpty() && !args.isEmpty()
                && args.getLast() instanceof String offset) {
            lastOffset = offset;
        }
    }

    private void connected(Packet.Connect packet) {
        synchronized (client) {
            if (!active || connected) {
                return;
            }
            if (!(packet.payload().get("sid") instanceof String sid)) {
                failed(new ConnectException("the server speaks an older version of Socket.IO", null));
                return;
            }
            String newPid = packet.payload().get("pid") instanceof String text ? text : null;
            id = sid;
            recovered = newPid != null && newPid.equals(pid);
            pid = newPid;
            connected = true;
            error = null;
            for (Packet.Event event : early) {
                noteOffset(event);
                mailbox.execute(() -> handle(event));
            }
            early.clear();
            empty();
            client.notifyAll();
            onConnect.forEach(handler -> mailbox.execute(() -> handler.accept(this)));
        }
    }

    private void refused(Packet.ConnectError refusal) {
        String message = refusal.payload() instanceof Map<?, ?> map
                && map.get("message") instanceof String text
                        ? text
                        : JsonValues.text(refusal.payload());
        Object data = refusal.payload() instanceof Map<?, ?> map ? map.get("data") : null;
        synchronized (client) {
            if (active) {
                active = false;
                client.deactivated();
                failed(new ConnectException(message, data));
            }
        }
    }

    private void handle(Packet.Event event) {
        boolean wanted;
        synchronized (client) {
            wanted = !left && !event.values().isEmpty();
        }
        if (wanted) {
            handlers.call(this, event.name(), new Arguments(event.arguments()), ackFor(event));
        }
    }

    @Override
    void send(List<Object> values, boolean isVolatile) {
        OutboundPacket packet = event(OptionalLong.empty(), values);
        synchronized (client) {
            if (!isVolatile || client.isWritable()) {
                sendOrKeep(packet);
            }
        }
    }

    @Override
    PendingAck sendForAck(List<Object> values, Optional<Duration> timeout) {
        synchronized (client) {
            long ackId = nextAckId++;
            PendingAck ack = acks.add(ackId, timeout, () -> withdraw(ackId));
            sendOrKeep(event(OptionalLong.of(ackId), values));
            return ack;
        }
    }

    private OutboundPacket event(OptionalLong ackId, List<Object> values) {
        return OutboundPacket.of(new Packet.Event(namespaceName(), ackId, values));
    }

    private void withdraw(long ackId) {
        synchronized (client) {
            unsent.withdraw(ackId);
            client.notifyAll();
        }
    }

    @Override
    void sendAck(OptionalLong ackId, List<Object> values) {
        OutboundPacket packet = OutboundPacket.of(new Packet.Ack(namespaceName(), ackId, values));
        synchronized (client) {
            if (connected) {
                sendOrKeep(packet);
            }
        }
    }

    /** Under the client's lock, which a sender who is too fast for the connection gives up while it waits. */
    private void sendOrKeep(OutboundPacket packet) {
        if (connected && unsent.isEmpty() && client.write(packet)) {
            return;
        }
        while (!unsent.hasRoomFor(packet)) {
            if (!connected) {
                throw new IllegalStateException("too much waits for a connection to " + namespaceName()
                        + " already: emitVolatile drops what cannot be sent");
            }
            try {
                client.wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the connection had no room for more", e);
            }
        }
        unsent.add(packet);
        empty();
    }

    /** Sends what waits, as far as there is room. Under the client's lock. */
    private void empty() {
        if (connected) {
            unsent.drain(client::write);
            client.notifyAll();
            if (!unsent.isEmpty() && !emptying) {
                emptying = true;
                client.whenRoom(this::emptyAgain);
            }
        }
    }

    private void emptyAgain() {
        synchronized (client) {
            emptying = false;
            empty();
        }
    }
}
