package netkit.engineio;

import java.util.List;
import java.util.Optional;

import netkit.http.RequestHead;
import netkit.net.MemoryBudget;

/**
 * One end of an Engine.IO session, over either transport. Any thread may use it. Messages arrive in the order in which
 * they were sent; sending never blocks.
 */
public interface EngineSocket {
    /** Returns the session id, which the server generated. */
    String id();

    /** Returns the current transport; an upgrade changes it. */
    EngineTransport transport();

    /** @return false if it was not sent: the session is closing, or the backlog is full */
    default boolean sendText(String message) {
        return send(List.of(EnginePacket.message(message)));
    }

    /**
     * Sends a binary message.
     *
     * @param message must not change afterwards
     * @return false if it was not sent: the session is closing, or the backlog is full
     */
    default boolean sendBinary(byte[] message) {
        return send(List.of(EnginePacket.message(message)));
    }

    /**
     * Sends message packets as a group, with no other message between them.
     *
     * @return false if none was sent: the session is closing, or the backlog is full
     */
    boolean send(List<EnginePacket> messages);

    /** Returns whether a message would be written at once: a poll is pending, or the WebSocket has no backlog. */
    boolean isWritable();

    /**
     * Waits until the backlog has room for this many bytes, or the session has ended.
     *
     * @param size of messages, by {@link EnginePacket#size}; at most the limit of the backlog
     * @return false if the session has ended or is closing
     */
    boolean awaitRoom(long size) throws InterruptedException;

    /** Returns what counts the memory held for the peer, in addition to its connections. */
    MemoryBudget.Account memory();

    /** Closes the session with {@link CloseReason#FORCED_CLOSE} after the messages already sent. */
    void close();

    /** Closes the session at once, discarding messages that wait to be sent. */
    void abort();

    /** Returns the address from which the session was opened; empty at the client's end. */
    Optional<String> remoteAddress();

    /** Returns the HTTP request that opened the session. */
    RequestHead request();
}
