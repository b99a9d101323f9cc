package netkit.bench;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import netkit.websocket.FrameHeader;
import netkit.websocket.Masking;
import netkit.websocket.Opcode;

/** One speaker and many listeners of a broadcast, in one thread: some messages are sent, and then each listener reads them. */
final class BroadcastLoad implements Closeable {
    /** Messages under way. */
    static final int OUTSTANDING = 8;
    private static final int PAYLOAD = 20;
    private static final int KEY = 0x37FA213D;

    private final List<SocketChannel> listeners = new ArrayList<>();
    private final SocketChannel speaker;
    private final ByteBuffer request;
    private ByteBuffer received;

    private BroadcastLoad(SocketChannel speaker, byte[] message) {
        this.speaker = speaker;
        this.request = ByteBuffer.allocateDirect(OUTSTANDING * message.length);
        for (int i = 0; i < OUTSTANDING; i++) {
            request.put(message);
        }
    }

    static BroadcastLoad overWebSocket(int port, int listeners) throws IOException {
        byte[] message = new byte[FrameHeader.MAX_LENGTH + PAYLOAD];
        int head = FrameHeader.encodeMasked(message, 0, FrameHeader.FIN, Opcode.BINARY, PAYLOAD, KEY);
        Masking.apply(message, head, PAYLOAD, KEY, 0);
        BroadcastLoad load = new BroadcastLoad(EchoLoad.connect(port),
                Arrays.copyOf(message, head + PAYLOAD));
        for (int i = 0; i < listeners; i++) {
            load.listeners.add(EchoLoad.connect(port));
        }
        load.received = ByteBuffer.allocateDirect(OUTSTANDING * (2 + PAYLOAD));
        return load;
    }

    static BroadcastLoad overLines(int port, int listeners) throws IOException {
        byte[] line = ("x".repeat(PAYLOAD) + "\n").getBytes(StandardCharsets.US_ASCII);
        BroadcastLoad load = new BroadcastLoad(enter(port), line);
        for (int i = 0; i < listeners; i++) {
            load.listeners.add(enter(port));
        }
        load.received = ByteBuffer.allocateDirect(OUTSTANDING * ("[lobby] guest-1: ".length() + line.length));
        return load;
    }

    private static SocketChannel enter(int port) throws IOException {
        SocketChannel channel = SocketChannel
                .open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        ByteBuffer one = ByteBuffer.allocate(1);
        StringBuilder welcome = new StringBuilder();
        while (!welcome.toString().matches("(?s).*\\* your id is [^\n]*\n")) {
            if (channel.read(one.clear()) < 0) {
                throw new EOFException("the server closed: " + welcome);
            }
            welcome.append((char) one.get(0));
        }
        return channel;
    }

    /** Returns the deliveries per second, in thousands. */
    double run(long nanos) throws IOException {
        long begin = System.nanoTime();
        long rounds = 0;
        do {
            request.clear();
            while (request.hasRemaining()) {
                speaker.write(request);
            }
            for (SocketChannel listener : listeners) {
                received.clear();
                while (received.hasRemaining()) {
                    if (listener.read(received) < 0) {
                        throw new EOFException("the server closed the connection of a listener");
                    }
                }
            }
            rounds++;
        } while (System.nanoTime() - begin < nanos);
        return rounds * OUTSTANDING * listeners.size() / ((System.nanoTime() - begin) / 1e9) / 1e3;
    }

    @Override
    public void close() throws IOException {
        speaker.close();
        for (SocketChannel listener : listeners) {
            listener.close();
        }
    }
}
