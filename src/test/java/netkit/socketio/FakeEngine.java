package netkit.socketio;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import netkit.engineio.CloseReason;
import netkit.engineio.EngineHandler;
import netkit.engineio.EnginePacket;
import netkit.engineio.EngineSocket;
import netkit.engineio.EngineTransport;
import netkit.http.Headers;
import netkit.http.RequestHead;
import netkit.net.MemoryBudget;

/** One end of a session whose other end is the test: it can await what was sent and inject received messages. */
final class FakeEngine implements EngineSocket {
    private static final long TIMEOUT_NANOS = 60_000_000_000L;

    private final String id;
    private final EngineHandler handler;
    private final MemoryBudget.Account memory = MemoryBudget.UNLIMITED.open(this::abort);
    private final List<String> sent = new ArrayList<>();
    private int read;
    private boolean closed;
    /** Whether the handler's closed event has returned. */
    private boolean closeHandled;
    private volatile boolean writable = true;
    private boolean full;

    FakeEngine(String id, EngineHandler handler) {
        this.id = id;
        this.handler = handler;
        handler.opened(this);
    }

    @Override
    public MemoryBudget.Account memory() {
        return memory;
    }

    /** Receives messages from the test, one after the other; those after a close are lost. */
    FakeEngine receive(String... messages) {
        for (String message : messages) {
            if (!isClosed()) {
                handler.text(this, message);
            }
        }
        return this;
    }

    FakeEngine receiveBytes(int... bytes) {
        byte[] message = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            message[i] = (byte) bytes[i];
        }
        handler.binary(this, message);
        return this;
    }

    /** Ends the session. */
    void end(CloseReason reason) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            notifyAll();
        }
        handler.closed(this, reason);
        synchronized (this) {
            closeHandled = true;
            notifyAll();
        }
    }

    void writable(boolean value) {
        writable = value;
    }

    /** Sets whether the backlog has no room. */
    synchronized void full(boolean value) {
        full = value;
        notifyAll();
    }

    /** Returns the next message that was sent; bytes as {@code <01 02>}. */
    synchronized String next() {
        long deadline = System.nanoTime() + TIMEOUT_NANOS;
        while (sent.size() <= read) {
            waitUntil(deadline);
        }
        return sent.get(read++);
    }

    /** Returns all unread sent messages; the caller must have made sure that everything was sent. */
    synchronized List<String> rest() {
        List<String> rest = List.copyOf(sent.subList(read, sent.size()));
        read = sent.size();
        return rest;
    }

    /** Waits until it is closed and its handler was called. */
    synchronized void awaitClosed() {
        long deadline = System.nanoTime() + TIMEOUT_NANOS;
        while (!closeHandled) {
            waitUntil(deadline);
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private void waitUntil(long deadline) {
        try {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("nothing more was sent\n" + this);
            }
            wait(left);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public synchronized boolean send(List<EnginePacket> messages) {
        if (closed || full) {
            return false;
        }
        for (EnginePacket message : messages) {
            sent.add(switch (message) {
                case EnginePacket.Text(var _, var text) -> text;
                case EnginePacket.Binary(var bytes) ->
                    "<" + HexFormat.ofDelimiter(" ").formatHex(bytes) + ">";
            });
        }
        notifyAll();
        return true;
    }

    @Override
    public synchronized boolean awaitRoom(long size) throws InterruptedException {
        while (full && !closed) {
            wait();
        }
        return !closed;
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public void close() {
        end(CloseReason.FORCED_CLOSE);
    }

    @Override
    public void abort() {
        end(CloseReason.FORCED_CLOSE);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public EngineTransport transport() {
        return EngineTransport.WEBSOCKET;
    }

    @Override
    public Optional<String> remoteAddress() {
        return Optional.of("127.0.0.1");
    }

    @Override
    public RequestHead request() {
        return new RequestHead("GET", "/socket.io/?EIO=4&transport=websocket&colour=light%20blue", "HTTP/1.1",
                Headers.of("Host", "localhost"));
    }

    /** Returns everything sent so far. */
    @Override
    public synchronized String toString() {
        return "--- sent by " + id + "\n" + String.join("\n", sent) + (closed ? "\n(closed)" : "");
    }
}
