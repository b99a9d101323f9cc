package netkit.engineio;

import netkit.websocket.Frame;
import netkit.websocket.WebSocketException;

/** Hands the frames of a WebSocket on to who watches the session. */
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
