package netkit.engineio;

/** A program's callbacks for the events of one session. They are called one at a time. */
public interface EngineHandler {
    default void opened(EngineSocket socket) {}

    /** Called when a session that started with polling continues over WebSocket. */
    default void upgraded(EngineSocket socket) {}

    void text(EngineSocket socket, String message);

    /** @param message may be kept by the receiver */
    void binary(EngineSocket socket, byte[] message);

    /**
     * Called when the session is closed because it holds most of the memory, beside the other events and under no lock. It
     * frees what it keeps of the session's messages, and must not block.
     */
    default void evicted(EngineSocket socket) {}

    /** Called once, as the last event, when the session has ended. */
    default void closed(EngineSocket socket, CloseReason reason) {}
}
