package netkit.engineio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

import netkit.websocket.CloseStatus;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketException;
import netkit.websocket.WebSocketHandler;

/**
 * What both ends of a session have in common: the handler and how it is told, WebSocket connections, a clock. The rules
 * are asked with the lock of this held, and nothing that may block is done under it.
 */
abstract class SessionSocket implements EngineSocket, SessionRules.Effects {
    private final EngineHandler handler;
    private final EngineTrace trace;
    private final AlarmClock clock;
    private final CloseReason onBadPacket;
    private final Mailbox mailbox = new Mailbox(this::fault);

    // All that follows is guarded by this.
    private WebSocketConnection webSocket;
    private WebSocketConnection probe;
    private long alarmAt = SessionRules.NEVER;

    /** @param onBadPacket what it is called when the other side sends what is no packet */
    SessionSocket(EngineHandler handler, EngineTrace trace, AlarmClock clock, CloseReason onBadPacket) {
        this.handler = handler;
        this.trace = trace;
        this.clock = clock;
        this.onBadPacket = onBadPacket;
    }

    abstract SessionRules rules();

    /** Closes a WebSocket that is not needed any more. */
    abstract void sayGoodbye(WebSocketConnection connection);

    /** The session is over, and what belongs to it may go. */
    abstract void ended();

    // What a program does with it.

    @Override
    public synchronized EngineTransport transport() {
        return rules().transport();
    }

    @Override
    public boolean send(List<EnginePacket> messages) {
        return changed(() -> rules().send(messages));
    }

    @Override
    public synchronized boolean isWritable() {
        return rules().isWritable();
    }

    @Override
    public void close() {
        changed(() -> rules().close(clock.now()));
    }

    @Override
    public void abort() {
        changed(() -> rules().abort());
    }

    // What comes.

    /** The session is open; to be called before anything can come for it. */
    void tellOpened() {
        mailbox.add(() -> handler.opened(this));
    }

    /** Returns when the handler has been told all that has come. */
    void tell() throws InterruptedException {
        mailbox.tell();
    }

    /** Has the handler told by another thread. */
    void tellElsewhere() {
        mailbox.tellElsewhere();
    }

    /**
     * Receives packets over polling.
     *
     * @return false when one of them was none, and the session is over
     */
    boolean receive(List<String> packets) throws InterruptedException {
        for (String text : packets) {
            try {
                EnginePacket packet = EnginePacket.decode(text);
                changed(() -> {
                    trace.received(EngineTransport.POLLING, packet);
                    rules().receive(packet, clock.now());
                });
                tell(); // what the handler does may change what becomes of the next
            } catch (EngineException e) {
                fail(onBadPacket, "the other side sent " + e.getMessage());
                return false;
            }
        }
        return true;
    }

    void fail(CloseReason reason, String detail) {
        changed(() -> rules().fail(reason, detail));
    }

    /** Hears what a WebSocket connection tells, which carries the session, or may one day, or not at all. */
    class Frames implements WebSocketHandler {
        private boolean broken;

        @Override
        public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from, int length)
                throws IOException {
            try {
                receive(connection, type == Opcode.BINARY
                        ? EnginePacket.message(Arrays.copyOfRange(bytes, from, from + length))
                        : EnginePacket.decode(new String(bytes, from, length, StandardCharsets.UTF_8)));
            } catch (EngineException e) {
                gone(connection, onBadPacket, "the other side sent " + e.getMessage());
            }
            tellOrFail();
        }

        private void receive(WebSocketConnection connection, EnginePacket packet) {
            changed(() -> {
                trace.received(EngineTransport.WEBSOCKET, packet);
                if (connection == webSocket) {
                    rules().receive(packet, clock.now());
                } else if (connection == probe) {
                    rules().receiveProbe(packet, clock.now());
                }
            });
        }

        void tellOrFail() throws IOException {
            try {
                tell();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        @Override
        public void failed(WebSocketConnection connection, WebSocketException why) {
            broken = true;
        }

        @Override
        public void closed(WebSocketConnection connection, CloseStatus status) {
            gone(connection, broken ? CloseReason.TRANSPORT_ERROR : CloseReason.TRANSPORT_CLOSE,
                    "the WebSocket connection was closed: " + status);
        }

        private void gone(WebSocketConnection connection, CloseReason reason, String detail) {
            changed(() -> {
                if (connection == webSocket) {
                    rules().fail(reason, detail);
                } else if (connection == probe) {
                    probe = null;
                    rules().probeGone();
                    sayGoodbye(connection);
                }
            });
        }
    }

    /** A WebSocket carries the session from its beginning. */
    synchronized void carryOver(WebSocketConnection connection) {
        webSocket = connection;
    }

    /** A WebSocket may carry the session one day; to be called while something is {@link #changed}. */
    void tryOver(WebSocketConnection connection) {
        probe = connection;
    }

    /** Whether this WebSocket is the one that may carry the session; to be called while something is {@link #changed}. */
    boolean isTried(WebSocketConnection connection) {
        return probe == connection;
    }

    // What the rules want done.

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
        sayGoodbye(webSocket);
    }

    @Override
    public void closeProbe() {
        if (probe != null) {
            sayGoodbye(probe);
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
        mailbox.add(() -> {
            switch (message) {
                case EnginePacket.Text(_, String data) -> handler.text(this, data);
                case EnginePacket.Binary(byte[] data) -> handler.binary(this, data);
            }
        });
    }

    @Override
    public void closed(CloseReason reason, String detail) {
        ended();
        trace.closed(reason, detail);
        mailbox.add(() -> handler.closed(this, reason));
        tellElsewhere();
    }

    // How it is kept going.

    /** Does something with the rules, at the right time. */
    void changed(Runnable change) {
        changed(() -> {
            change.run();
            return true;
        });
    }

    /** As {@link #changed(Runnable)}, for what has a result. */
    synchronized boolean changed(BooleanSupplier change) {
        rules().tick(clock.now()); // what was due before comes before, even if the alarm clock is late
        boolean result = change.getAsBoolean();
        long due = rules().dueAt();
        if (due < alarmAt) {
            alarmAt = due;
            clock.at(due, this::alarm);
        }
        return result;
    }

    private synchronized void alarm() {
        alarmAt = SessionRules.NEVER;
        changed(() -> {});
    }

    private void fault(Throwable fault) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, fault);
        abort();
    }
}
