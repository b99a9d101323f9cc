package netkit.engineio;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The rules common to both ends of a session. They know no socket, no thread and no clock: the caller reports each
 * event with its time, in nanoseconds from any origin, and performs the {@link Effects}. Not thread-safe.
 */
abstract class Session {
    static final long NEVER = Long.MAX_VALUE;

    /** The actions that the rules request at either end. None of them may block or call the rules. */
    interface Effects {
        /** Sends on the WebSocket that carries the session. */
        void sendFrame(EnginePacket packet);

        /** Returns the number of bytes waiting to be written to that WebSocket. */
        long backlog();

        void closeWebSocket();

        /** Sends on the WebSocket that is being probed for an upgrade. */
        void sendProbe(EnginePacket packet);

        void closeProbe();

        /** Makes the probed WebSocket the session's transport. */
        void adoptProbe();

        void deliver(EnginePacket message);

        /** The last effect: the session is closed. */
        void closed(CloseReason reason, String detail);
    }

    enum State {
        OPEN,
        /** This end is closing, once the write buffer is empty. */
        CLOSING,
        /** The peer sent a close packet, but one of its requests may still arrive. */
        CLOSE_RECEIVED, CLOSED
    }

    private final int maxBacklog;
    private final Effects effects;
    private final Deque<EnginePacket> writeBuffer = new ArrayDeque<>();
    private long writeBufferBytes;
    private EngineTransport transport;
    State state = State.OPEN;

    /** @param maxBacklog maximum number of bytes waiting to be sent */
    Session(EngineTransport transport, int maxBacklog, Effects effects) {
        this.transport = transport;
        this.maxBacklog = maxBacklog;
        this.effects = effects;
    }

    /** Returns the current transport. */
    final EngineTransport transport() {
        return transport;
    }

    final boolean isOpen() {
        return state == State.OPEN;
    }

    final boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Returns the number of bytes in the write buffer. */
    final long bufferedBytes() {
        return writeBufferBytes;
    }

    /** Returns whether a packet would be written at once. */
    final boolean isWritable() {
        return state == State.OPEN && switch (transport) {
            case POLLING -> isPollingWritable();
            case WEBSOCKET -> effects.backlog() == 0;
        };
    }

    /** Returns whether the backlog has room for this many bytes. */
    final boolean hasRoom(long size) {
        return writeBufferBytes + effects.backlog() + size <= maxBacklog;
    }

    /** @return false if none was sent: the session is closing, or the backlog is full */
    final boolean send(List<EnginePacket> packets) {
        if (state != State.OPEN || !hasRoom(packets.stream().mapToLong(EnginePacket::size).sum())) {
            return false;
        }
        packets.forEach(this::queue);
        flush();
        return true;
    }

    /** Adds a packet to the write buffer, beyond the limit too. */
    final void queue(EnginePacket packet) {
        writeBuffer.add(packet);
        writeBufferBytes += packet.size();
    }

    /** Returns the packet that is sent next; null if there is none. */
    final EnginePacket peek() {
        return writeBuffer.peek();
    }

    /** Removes the packet that is sent next from the write buffer. */
    final EnginePacket take() {
        EnginePacket packet = writeBuffer.remove();
        writeBufferBytes -= packet.size();
        return packet;
    }

    final boolean isFlushed() {
        return writeBuffer.isEmpty();
    }

    /** Sends as much of the write buffer as the transport accepts. */
    final void flush() {
        switch (transport) {
            case POLLING -> {
                if (!isFlushed()) {
                    flushPolling();
                }
            }
            case WEBSOCKET -> {
                while (!isFlushed()) {
                    effects.sendFrame(take());
                }
            }
        }
    }

    /** Makes the probed WebSocket the transport. */
    final void adoptProbe() {
        transport = EngineTransport.WEBSOCKET;
        effects.adoptProbe();
    }

    /** Closes the session at once, or because of a failure; no effect if it is closed. */
    final void end(CloseReason reason, String detail) {
        if (isClosed()) {
            return;
        }
        state = State.CLOSED;
        writeBuffer.clear();
        writeBufferBytes = 0;
        if (cancelUpgrade()) {
            effects.closeProbe();
        }
        switch (transport) {
            case POLLING -> leavePolling();
            case WEBSOCKET -> effects.closeWebSocket();
        }
        effects.closed(reason, detail);
    }

    /** Returns whether a packet would be sent at once over polling. */
    abstract boolean isPollingWritable();

    /** Sends what can be sent of the write buffer, which is not empty, over polling. */
    abstract void flushPolling();

    /** Completes the pending requests of polling, which carries the session no more. */
    abstract void leavePolling();

    /** Returns whether an upgrade was in progress; it is not any more. */
    abstract boolean cancelUpgrade();

    /** Receives a packet on the current transport. */
    abstract void receive(EnginePacket packet, long now);

    /** Receives a packet on the WebSocket that is being probed. */
    abstract void receiveProbe(EnginePacket packet, long now);

    /** To be called when the probed WebSocket was closed; polling continues. */
    abstract void probeClosed();

    /** Closes the session once the write buffer is empty. */
    abstract void close(long now);

    /** Closes the session at once. */
    abstract void abort();

    /** Performs every timed action that is due. */
    abstract void tick(long now);

    /** Returns when the next timed action is due; {@link #NEVER} if there is none. */
    abstract long dueAt();
}
