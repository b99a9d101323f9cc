package netkit.websocket;

import java.io.IOException;

/** A sink that echoes each message, and replies to pings and close frames as a connection does. */
record EchoSink(FrameSender sender) implements MessageReader.Sink {
    @Override
    public void message(Opcode type, byte[] bytes, int from, int length) throws IOException {
        sender.reply(type, bytes, from, length);
    }

    @Override
    public void ping(byte[] bytes, int from, int length) throws IOException {
        sender.reply(Opcode.PONG, bytes, from, length);
    }

    @Override
    public void pong(byte[] bytes, int from, int length) {}

    @Override
    public void close(CloseStatus status) {
        sender.close(status, false, () -> {});
    }
}
