package netkit.engineio;

import java.util.ArrayList;
import java.util.List;

/** What the rules of a session ask for, one line each. */
final class SessionStory implements ServerSession.Effects, ClientSession.Effects {
    private final List<String> lines = new ArrayList<>();
    long backlog;

    /** What was asked for since the last time. */
    String since() {
        String story = String.join(", ", lines);
        lines.clear();
        return story;
    }

    private void tell(String line) {
        lines.add(line);
    }

    @Override
    public void answerPoll(List<EnginePacket> packets) {
        tell("answer " + Payload.encode(packets).replace(Payload.SEPARATOR, '|'));
    }

    @Override
    public void refusePoll() {
        tell("refuse poll");
    }

    @Override
    public void abortPost() {
        tell("abort post");
    }

    @Override
    public void poll() {
        tell("poll");
    }

    @Override
    public void post(List<EnginePacket> packets) {
        tell("post " + Payload.encode(packets).replace(Payload.SEPARATOR, '|'));
    }

    @Override
    public void postClose() {
        tell("post 1 and go");
    }

    @Override
    public void openProbe() {
        tell("open probe");
    }

    @Override
    public void sendFrame(EnginePacket packet) {
        tell("frame " + packet.encode());
    }

    @Override
    public long backlog() {
        return backlog;
    }

    @Override
    public void closeWebSocket() {
        tell("close websocket");
    }

    @Override
    public void sendProbe(EnginePacket packet) {
        tell("probe " + packet.encode());
    }

    @Override
    public void closeProbe() {
        tell("close probe");
    }

    @Override
    public void adoptProbe() {
        tell("adopt");
    }

    @Override
    public void deliver(EnginePacket message) {
        tell("deliver " + message.encode().substring(1));
    }

    @Override
    public void closed(CloseReason reason, String detail) {
        tell("closed " + reason);
    }
}
