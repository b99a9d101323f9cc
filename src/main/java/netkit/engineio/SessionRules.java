package netkit.engineio;

import java.util.List;

/**
 * The rules common to both ends of a session. They know no socket, no thread and no clock: the caller reports each
 * event with its time, in nanoseconds from any origin, and performs the {@link Effects}. Not thread-safe.
 */
interface SessionRules {
    long NEVER = Long.MAX_VALUE;

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

    /** Returns the current transport. */
    EngineTransport transport();

    /** Returns whether a packet would be written at once. */
    boolean isWritable();

    /** @return false if none was sent: the session is closing, or the backlog is full */
    boolean send(List<EnginePacket> packets);

    /** Receives a packet on the current transport. */
    void receive(EnginePacket packet, long now);

    /** Receives a packet on the WebSocket that is being probed. */
    void receiveProbe(EnginePacket packet, long now);

    /** To be called when the probed WebSocket was closed; polling continues. */
    void probeClosed();

    /** Closes the session because of a failure. */
    void fail(CloseReason reason, String detail);

    /** Closes the session once the write buffer is empty. */
    void close(long now);

    /** Closes the session at once. */
    void abort();

    /** Performs every timed action that is due. */
    void tick(long now);

    /** Returns when the next timed action is due; {@link #NEVER} if there is none. */
    long dueAt();
}
