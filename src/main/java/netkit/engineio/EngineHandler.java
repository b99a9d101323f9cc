package netkit.engineio;

/** What a program does with one session. It is told one thing after the other, never two at once. */
public interface EngineHandler {
    default void opened(EngineSocket socket) {}

    void text(EngineSocket socket, String message);

    /** @param message the receiver's to keep */
    void binary(EngineSocket socket, byte[] message);

    /** The session is over; told once, and last. */
    default void closed(EngineSocket socket, CloseReason reason) {}
}
