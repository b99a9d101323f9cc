package netkit.engineio;

import netkit.http.RequestHead;
import netkit.http.ResponseHead;
import netkit.websocket.Frame;
import netkit.websocket.WebSocketException;

/**
 * An observer of everything that a client sends and receives, layer by layer: HTTP requests and responses, WebSocket
 * frames, Engine.IO packets. It is called by a {@link TraceQueue}, one event at a time.
 */
public interface EngineTrace {
    /** @param body empty if there is none */
    default void request(RequestHead head, String body) {}

    /** @param body empty if there is none */
    default void response(RequestHead request, ResponseHead head, String body) {}

    default void frameSent(Frame frame) {}

    default void frameReceived(Frame frame) {}

    /** The last frame received violates RFC 6455; the connection is about to fail. */
    default void frameRefused(WebSocketException why) {}

    default void sent(EngineTransport transport, EnginePacket packet) {}

    default void received(EngineTransport transport, EnginePacket packet) {}

    /** @param detail a one-line description for people */
    default void closed(CloseReason reason, String detail) {}

    /** Called before the first event that follows a gap: the queue was full. */
    default void dropped(int events) {}
}
