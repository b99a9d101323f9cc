package netkit.websocket;

import java.io.IOException;

/** The callbacks of one connection, called one at a time by the thread that runs the connection. */
public interface WebSocketHandler {
    default void opened(WebSocketConnection connection) throws IOException {}

    /**
     * Called with each complete message.
     *
     * @param type {@link Opcode#TEXT}, and the bytes are UTF-8, or {@link Opcode#BINARY}
     * @param bytes a buffer of the connection, valid only during the call
     */
    void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from, int length)
            throws IOException;

    /** Called with each pong: the reply to a ping, or an unsolicited one (RFC 6455 §5.5.3). */
    default void pong(WebSocketConnection connection, byte[] bytes, int from, int length)
            throws IOException {}

    /** Called when the peer violates the protocol, before the connection is failed. */
    default void failed(WebSocketConnection connection, WebSocketException why) {}

    /**
     * Called once, when the connection has ended.
     *
     * @param status that of the peer's close frame; without one, the status with which this end failed the connection, or
     *        {@link CloseCode#ABNORMAL} with the cause as its reason
     */
    default void closed(WebSocketConnection connection, CloseStatus status) {}
}
