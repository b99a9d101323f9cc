package netkit.engineio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

import netkit.net.MemoryBudget;
import netkit.net.Scheduler;
import netkit.net.SerialExecutor;
import netkit.websocket.CloseCode;
import netkit.websocket.CloseStatus;
import netkit.websocket.Opcode;
import netkit.websocket.PreparedMessage;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketException;
import netkit.websocket.WebSocketHandler;

/**
 * The parts common to both ends of a session: the handler's events, the WebSocket connections and the timer. The rules
 * run under the lock of this object; nothing under it blocks or calls the handler.
 */
abstract class SessionSocket implements EngineSocket, Session.Effects {
    /** Room in the queue of a WebSocket beyond the session's own limit, for pongs and frame headers. */
    private static final int HEADROOM = 1 << 20;

    private final EngineHandler handler;
    private final TraceQueue trace;
    private final Scheduler scheduler;
    private final int maxBacklog;
    private final CloseReason badPacketReason;
    private final MemoryBudget.Account memory;
    private final SerialExecutor events = new SerialExecutor("dispatch", this::handlerFailed);

    // All that follows is guarded by this.
    /** The bytes of the write buffer that are counted. */
    private long counted;
    private WebSocketConnection webSocket;
    private WebSocketConnection probe;
    private long scheduledAt = Session.NEVER;
    private Scheduler.Timer timer = Scheduler.Timer.NONE;

    /**
     * @param memory counts what is held for all peers
     * @param badPacketReason the reason for closing when the peer sends an invalid packet
     */
    SessionSocket(EngineHandler handler, TraceQueue trace, Scheduler scheduler, MemoryBudget memory,
            int maxBacklog, CloseReason badPacketReason) {
        this.memory = memory.open(this::evicted);
        this.handler = handler;
        this.trace = trace;
        this.scheduler = scheduler;
        this.maxBacklog = maxBacklog;
        this.badPacketReason = badPacketReason;
    }

    /** Returns the limit of the queue of a WebSocket, so that the session's own limit is reached first, bytes. */
    static int webSocketBacklog(int maxBacklog) {
        return (int) Math.min(Integer.MAX_VALUE, 2L * maxBacklog + HEADROOM);
    }

    abstract Session session();

    /** Starts the closing handshake of a WebSocket that is no longer needed. */
    abstract void beginClose(WebSocketConnection connection);

    /** Releases what belongs to the session, which has ended. */
    abstract void releaseResources();

    // The interface for programs.

    @Override
    public synchronized EngineTransport transport() {
        return session().transport();
    }

    @Override
    public boolean send(List<EnginePacket> messages) {
        return update(() -> session().send(messages));
    }

    @Override
    public synchronized boolean isWritable() {
        return session().isWritable();
    }

    @Override
    public boolean awaitRoom(long size) throws InterruptedException {
        WebSocketConnection connection;
        synchronized (this) {
            while (webSocket == null && session().isOpen() && !session().hasRoom(size)) {
                wait();
            }
            connection = webSocket;
        }
        if (connection != null) { // its queue is longer than the session's backlog
            connection.awaitRoom((int) (webSocketBacklog(maxBacklog) - maxBacklog + size));
        }
        synchronized (this) {
            return session().isOpen();
        }
    }

    @Override
    public MemoryBudget.Account memory() {
        return memory;
    }

    /** Called by another thread: this session holds most of the memory. */
    private void evicted() {
        update(() -> {
            if (webSocket != null) {
                webSocket.closeDiscarding(CloseCode.TOO_BIG, "no memory is left for these messages");
            }
            session().abort();
        });
        handler.evicted(this);
    }

    long now() {
        return scheduler.now();
    }

    @Override
    public void close() {
        update(() -> session().close(now()));
    }

    @Override
    public void abort() {
        update(() -> session().abort());
    }

    // Events and received packets.

    /** Queues the handler's opened event; to be called before any packet can arrive. */
    void enqueueOpened() {
        events.enqueue(() -> handler.opened(this));
    }

    /** Returns when the handler has processed all queued events, on this thread or another. */
    void dispatch() throws InterruptedException {
        events.dispatch();
    }

    /** Has the handler process all queued events on another thread. */
    void dispatchAsync() {
        events.dispatchAsync();
    }

    /**
     * Receives packets over polling.
     *
     * @return false if one of them was invalid; the session is closed then
     */
    boolean receive(List<String> packets) throws InterruptedException {
        for (String text : packets) {
            try {
                EnginePacket packet = EnginePacket.decode(text);
                update(() -> {
                    trace.add(packet.size(), to -> to.received(EngineTransport.POLLING, packet));
                    session().receive(packet, now());
                });
                dispatch(); // the handler may close the session before the next packet
            } catch (EngineException e) {
                fail(badPacketReason, "the peer sent " + e.getMessage());
                return false;
            }
        }
        return true;
    }

    void fail(CloseReason reason, String detail) {
        update(() -> session().end(reason, detail));
    }

    /** The handler of a WebSocket: the session's transport, a probe, or one that was not accepted. */
    class Frames implements WebSocketHandler {
        private boolean failed;

        @Override
        public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from, int length)
                throws IOException {
            try {
                receive(connection, type == Opcode.BINARY
                        ? EnginePacket.message(Arrays.copyOfRange(bytes, from, from + length))
                        : EnginePacket.decode(new String(bytes, from, length, StandardCharsets.UTF_8)));
            } catch (EngineException e) {
                connectionClosed(connection, badPacketReason, "the peer sent " + e.getMessage());
            }
            dispatchOrFail();
        }

        private void receive(WebSocketConnection connection, EnginePacket packet) {
            update(() -> {
                trace.add(packet.size(), to -> to.received(EngineTransport.WEBSOCKET, packet));
                if (connection == webSocket) {
                    session().receive(packet, now());
                } else if (connection == probe) {
                    session().receiveProbe(packet, now());
                }
            });
        }

        void dispatchOrFail() throws IOException {
            try {
                dispatch();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        @Override
        public void failed(WebSocketConnection connection, WebSocketException why) {
            failed = true;
        }

        @Override
        public void closed(WebSocketConnection connection, CloseStatus status) {
            connectionClosed(connection, failed ? CloseReason.TRANSPORT_ERROR : CloseReason.TRANSPORT_CLOSE,
                    "the WebSocket connection was closed: " + status);
        }

        private void connectionClosed(WebSocketConnection connection, CloseReason reason, String detail) {
            update(() -> {
                if (connection == webSocket) {
                    session().end(reason, detail);
                } else if (connection == probe) {
                    probe = null;
                    session().probeClosed();
                    beginClose(connection);
                }
            });
        }
    }

    /** Makes a WebSocket the transport of a new session. */
    synchronized void attachWebSocket(WebSocketConnection connection) {
        webSocket = connection;
    }

    /** Makes a WebSocket the probe of an upgrade; to be called within {@link #update}. */
    void attachProbe(WebSocketConnection connection) {
        probe = connection;
    }

    /** Returns whether this WebSocket is the probe of an upgrade; to be called within {@link #update}. */
    boolean isProbe(WebSocketConnection connection) {
        return probe == connection;
    }

    // The effects of the rules.

    @Override
    public void sendFrame(EnginePacket packet) {
        send(webSocket, packet);
    }

    @Override
    public void sendProbe(EnginePacket packet) {
        send(probe, packet);
    }

    private void send(WebSocketConnection connection, EnginePacket packet) {
        trace.add(packet.size(), to -> to.sent(EngineTransport.WEBSOCKET, packet));
        switch (packet) {
            case EnginePacket.Text text -> connection.send(encoded(text));
            case EnginePacket.Binary(byte[] data) -> connection.send(Opcode.BINARY, data, 0, data.length);
        }
    }

    /** Returns a packet as a message for a WebSocket. */
    PreparedMessage encoded(EnginePacket.Text packet) {
        return new PreparedMessage(Opcode.TEXT, packet.encode().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public long backlog() {
        return webSocket == null ? 0 : webSocket.backlog();
    }

    @Override
    public void closeWebSocket() {
        beginClose(webSocket);
    }

    @Override
    public void closeProbe() {
        if (probe != null) {
            beginClose(probe);
            probe = null;
        }
    }

    @Override
    public void adoptProbe() {
        webSocket = probe;
        probe = null;
        events.execute(() -> handler.upgraded(this));
    }

    @Override
    public void deliver(EnginePacket message) {
        events.enqueue(() -> {
            switch (message) {
                case EnginePacket.Text(_, String data) -> handler.text(this, data);
                case EnginePacket.Binary(byte[] data) -> handler.binary(this, data);
            }
        });
    }

    @Override
    public void closed(CloseReason reason, String detail) {
        memory.close();
        releaseResources();
        trace.add(0, to -> to.closed(reason, detail));
        events.enqueue(() -> handler.closed(this, reason));
        dispatchAsync();
    }

    // Locking and timing.

    /** Runs a change of the rules' state under the lock, after the timed actions that are due. */
    void update(Runnable change) {
        update(() -> {
            change.run();
            return true;
        });
    }

    /** Does the same as {@link #update(Runnable)} and returns the result of the change. */
    synchronized boolean update(BooleanSupplier change) {
        session().tick(now()); // keeps the order even if the scheduler is late
        boolean result = change.getAsBoolean();
        memory.add(session().bufferedBytes() - counted);
        counted = session().bufferedBytes();
        long due = session().dueAt();
        if (due < scheduledAt || session().isClosed()) {
            timer.cancel();
            scheduledAt = due;
            timer = due == Session.NEVER ? Scheduler.Timer.NONE : scheduler.at(due, this::tickScheduled);
        }
        notifyAll(); // threads in awaitRoom, and in ServerEngineSocket.awaitCloseCompleted
        return result;
    }

    private synchronized void tickScheduled() {
        scheduledAt = Session.NEVER;
        update(() -> {});
    }

    private void handlerFailed(Throwable failure) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        abort();
    }
}
