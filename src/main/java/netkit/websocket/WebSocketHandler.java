package netkit.websocket;

import java.io.IOException;

/** What a program does with one connection. All is told by the connection's own thread, one thing after the other. */
public interface WebSocketHandler {
    default void opened(WebSocketConnection connection) throws IOException {}

    /**
     * A whole message.
     *
     * @param type {@link Opcode#TEXT}, and the bytes are UTF-8, or {@link Opcode#BINARY}
     * @param bytes the connection's own: valid during the call only
     */
    void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from, int length)
            throws IOException;

    /** An answer to a ping, or a pong nobody asked for. */
    default void pong(WebSocketConnection connection, byte[] bytes, int from, int length)
            throws IOException {}

    /** The peer broke a rule, and the connection is about to end. */
    default void failed(WebSocketConnection connection, WebSocketException why) {}

    /**
     * The connection is over.
     *
     * @param status what the peer's close frame said; when none came, why we ended the connection, or
     *        {@link CloseCode#ABNORMAL}, and the reason says how it broke
     */
    default void closed(WebSocketConnection connection, CloseStatus status) {}
}
