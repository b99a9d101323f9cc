package netkit.engineio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

import netkit.net.SerialExecutor;
import netkit.websocket.CloseStatus;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketException;
import netkit.websocket.WebSocketHandler;

/**
 * The parts common to both ends of a session: the handler's events, the WebSocket connections and the timer. The rules
 * run under the lock of this object; nothing under it blocks or calls the handler.
 */
abstract class SessionSocket implements EngineSocket, SessionRules.Effects {
    private final EngineHandler handler;
    private final EngineTrace trace;
    private final SessionScheduler scheduler;
    private final CloseReason badPacketReason;
    private final SerialExecutor events = new SerialExecutor("dispatch", this::handlerFailed);

    // All that follows is guarded by this.
    private WebSocketConnection webSocket;
    private WebSocketConnection probe;
    private long scheduledAt = SessionRules.NEVER;

    /** @param badPacketReason the reason for closing when the peer sends an invalid packet */
    SessionSocket(EngineHandler handler, EngineTrace trace, SessionScheduler scheduler,
            CloseReason badPacketReason) {
        this.handler = handler;
        this.trace = trace;
        this.scheduler = scheduler;
        this.badPacketReason = badPacketReason;
    }

    abstract SessionRules rules();

    /** Starts the closing handshake of a WebSocket that is no longer needed. */
    abstract void beginClose(WebSocketConnection connection);

    /** Releases what belongs to the session, which has ended. */
    abstract void releaseResources();

    // The interface for programs.

    @Override
    public synchronized EngineTransport transport() {
        return rules().transport();
    }

    @Override
    public boolean send(List<EnginePacket> messages) {
        return update(() -> rules().send(messages));
    }

    @Override
    public synchronized boolean isWritable() {
        return rules().isWritable();
    }

    @Override
    public void close() {
        update(() -> rules().close(scheduler.now()));
    }

    @Override
    public void abort() {
        update(() -> rules().abort());
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
                    trace.received(EngineTransport.POLLING, packet);
                    rules().receive(packet, scheduler.now());
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
        update(() -> rules().fail(reason, detail));
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
                trace.received(EngineTransport.WEBSOCKET, packet);
                if (connection == webSocket) {
                    rules().receive(packet, scheduler.now());
                } else if (connection == probe) {
                    rules().receiveProbe(packet, scheduler.now());
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
                    rules().fail(reason, detail);
                } else if (connection == probe) {
                    probe = null;
                    rules().probeClosed();
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
        trace.sent(EngineTransport.WEBSOCKET, packet);
        switch (packet) {
            case EnginePacket.Text text -> {
                byte[] utf8 = text.encode().getBytes(StandardCharsets.UTF_8);
                connection.offer(Opcode.TEXT, utf8, 0, utf8.length);
            }
            case EnginePacket.Binary(byte[] data) -> connection.offer(Opcode.BINARY, data, 0, data.length);
        }
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
        releaseResources();
        trace.closed(reason, detail);
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
        rules().tick(scheduler.now()); // keeps the order even if the scheduler is late
        boolean result = change.getAsBoolean();
        long due = rules().dueAt();
        if (due < scheduledAt) {
            scheduledAt = due;
            scheduler.schedule(due, this::tickScheduled);
        }
        return result;
    }

    private synchronized void tickScheduled() {
        scheduledAt = SessionRules.NEVER;
        update(() -> {});
    }

    private void handlerFailed(Throwable handlerFailed) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, handlerFailed);
        abort();
    }
}
