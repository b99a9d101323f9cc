package netkit.compare;

import java.io.IOException;
import java.time.Duration;

final class SocketIoLink implements Link {
    enum Effort {
        NONE, ACK, RECOVERY
    }

    static Link open(Setting setting, Effort effort) throws IOException {
        return new SocketIoLink();
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
