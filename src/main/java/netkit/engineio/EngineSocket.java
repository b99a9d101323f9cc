package netkit.engineio;

import java.util.List;
import java.util.Optional;

import netkit.http.RequestHead;

/**
 * One end of an Engine.IO session, whatever carries it now. Any thread may use it; what is sent arrives in the order in
 * which it was sent, and sending never waits for the other side.
 */
public interface EngineSocket {
    /** The session id, which the server drew. */
    String id();

    /** What carries the session now: an upgrade changes it. */
    EngineTransport transport();

    /** @return false when it was not sent: the session is closing, or too much waits for the other side already */
    default boolean sendText(String message) {
        return send(List.of(EnginePacket.message(message)));
    }

    /** As {@link #sendText}; the bytes must not change any more. */
    default boolean sendBinary(byte[] message) {
        return send(List.of(EnginePacket.message(message)));
    }

    /**
     * Sends message packets that belong together, with nothing between them.
     *
     * @return false when none of them was sent: the session is closing, or too much waits for the other side already
     */
    boolean send(List<EnginePacket> messages);

    /** Whether something sent now would leave at once: a poll is there to be answered, or nothing waits to be written. */
    boolean isWritable();

    /** Ends the session, once what was sent is on its way, with {@link CloseReason#FORCED_CLOSE}. */
    void close();

    /** As {@link #close}, but at once, whatever waits to be sent. */
    void abort();

    /** Where the request that opened the session came from; empty at the client's end. */
    Optional<String> remoteAddress();

    /** The request that opened the session; what the client itself asked for, at its end. */
    RequestHead request();
}
