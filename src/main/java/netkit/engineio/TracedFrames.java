package netkit.engineio;

import netkit.websocket.Frame;
import netkit.websocket.WebSocketException;

/** An observer that passes the frames of a WebSocket to an {@link EngineTrace}. */
record TracedFrames(EngineTrace trace) implements Frame.Observer {
    @Override
    public void received(Frame frame) {
        trace.frameReceived(frame);
    }

    @Override
    public void violation(WebSocketException why) {
        trace.frameRefused(why);
    }

    @Override
    public void sent(Frame frame) {
        trace.frameSent(frame);
    }
}
