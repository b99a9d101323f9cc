package netkit.engineio;

import netkit.http.RequestHead;
import netkit.http.ResponseHead;
import netkit.websocket.Frame;
import netkit.websocket.WebSocketException;

/**
 * Told of all that goes over the wire for a session, layer by layer: HTTP requests and their responses, WebSocket
 * frames, Engine.IO packets. Called by any thread, which must not be kept waiting.
 */
public interface EngineTrace {
    EngineTrace NONE = new EngineTrace() {};

    /** @param body empty when there is none */
    default void request(RequestHead head, String body) {}

    /** @param body empty when there is none */
    default void response(RequestHead request, ResponseHead head, String body) {}

    default void frameSent(Frame frame) {}

    default void frameReceived(Frame frame) {}

    /** The frame told last breaks a rule; the connection is about to end. */
    default void frameRefused(WebSocketException why) {}

    default void sent(EngineTransport transport, EnginePacket packet) {}

    default void received(EngineTransport transport, EnginePacket packet) {}

    /** @param detail what happened, in one line, for people */
    default void closed(CloseReason reason, String detail) {}
}
