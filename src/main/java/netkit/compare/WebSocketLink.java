package netkit.compare;

import java.io.IOException;
import java.time.Duration;

final class WebSocketLink implements Link {
    static Link open(Setting setting, netkit.websocket.WebSocketOptions.Deflate deflate) throws IOException {
        return new WebSocketLink();
    }

    @Override
    public Receiver start(Inbox inbox) throws IOException {
        throw new IOException("not there yet");
    }

    @Override
    public void send(int number, byte[] message) throws IOException {
        throw new IOException("not there yet");
    }

    @Override
    public void finish(Duration atMost) {}

    @Override
    public void close() {}
}
