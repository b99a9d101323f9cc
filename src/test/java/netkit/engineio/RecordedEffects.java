package netkit.engineio;

import java.util.ArrayList;
import java.util.List;

/** The effects that a session's rules requested, one line each. */
final class RecordedEffects implements ServerSession.Effects, ClientSession.Effects {
    private final List<String> lines = new ArrayList<>();
    long backlog;

    /** Returns and clears the recorded effects. */
    String drain() {
        String story = String.join(", ", lines);
        lines.clear();
        return story;
    }

    private void record(String line) {
        lines.add(line);
    }

    @Override
    public void respondToPoll(List<EnginePacket> packets) {
        record("answer " + Payload.encode(packets).replace(Payload.SEPARATOR, '|'));
    }

    @Override
    public void refusePoll() {
        record("refuse poll");
    }

    @Override
    public void abortPost() {
        record("abort post");
    }

    @Override
    public void poll() {
        record("poll");
    }

    @Override
    public void post(List<EnginePacket> packets) {
        record("post " + Payload.encode(packets).replace(Payload.SEPARATOR, '|'));
    }

    @Override
    public void postClose() {
        record("post 1 and go");
    }

    @Override
    public void openProbe() {
        record("open probe");
    }

    @Override
    public void sendFrame(EnginePacket packet) {
        record("frame " + packet.encode());
    }

    @Override
    public long backlog() {
        return backlog;
    }

    @Override
    public void closeWebSocket() {
        record("close websocket");
    }

    @Override
    public void sendProbe(EnginePacket packet) {
        record("probe " + packet.encode());
    }

    @Override
    public void closeProbe() {
        record("close probe");
    }

    @Override
    public void adoptProbe() {
        record("adopt");
    }

    @Override
    public void deliver(EnginePacket message) {
        record("deliver " + message.encode().substring(1));
    }

    @Override
    public void closed(CloseReason reason, String detail) {
        record("closed " + reason);
    }
}
