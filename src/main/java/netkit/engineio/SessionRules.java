package netkit.engineio;

import java.util.List;

/**
 * What the rules at either end of a session have in common. They know no socket, no thread and no clock: what happens
 * and when is told to them, in nanoseconds from any beginning, and what has to be done they ask of somebody else. Not
 * safe for many threads.
 */
interface SessionRules {
    long NEVER = Long.MAX_VALUE;

    /** What the rules at either end want done. None of it may block, or call the rules. */
    interface Effects {
        /** Sends over the WebSocket that carries the session. */
        void sendFrame(EnginePacket packet);

        /** Bytes that wait to be written to that WebSocket. */
        long backlog();

        void closeWebSocket();

        /** Sends over the WebSocket that may carry the session one day. */
        void sendProbe(EnginePacket packet);

        void closeProbe();

        /** That WebSocket carries the session from now on. */
        void adoptProbe();

        void deliver(EnginePacket message);

        /** The last there is. */
        void closed(CloseReason reason, String detail);
    }

    /** What carries the session now. */
    EngineTransport transport();

    /** Whether something sent now would leave at once. */
    boolean isWritable();

    /** @return false when none of it was sent: the session is closing, or too much waits already */
    boolean send(List<EnginePacket> packets);

    /** A packet over what carries the session. */
    void receive(EnginePacket packet, long now);

    /** A packet over the WebSocket that may carry the session one day. */
    void receiveProbe(EnginePacket packet, long now);

    /** That WebSocket has gone; polling goes on. */
    void probeGone();

    /** The session cannot go on. */
    void fail(CloseReason reason, String detail);

    /** Ends the session once what waits is sent. */
    void close(long now);

    /** Ends the session, whatever waits. */
    void abort();

    /** Does what is due by now. */
    void tick(long now);

    /** When {@link #tick} has something to do. */
    long dueAt();
}
