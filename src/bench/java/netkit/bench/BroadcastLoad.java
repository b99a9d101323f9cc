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

    /** @param ports of servers that are joined: the speaker is at the first, the listeners are at each in turn */
    static BroadcastLoad overSocketIo(List<Integer> ports, int listeners) throws IOException {
        String data = "x".repeat(PAYLOAD);
        BroadcastLoad load = new BroadcastLoad(connect(ports.getFirst()),
                masked("42[\"say\",\"" + data + "\"]"));
        for (int i = 0; i < listeners; i++) {
            load.listeners.add(connect(ports.get(i % ports.size())));
        }
        load.received = ByteBuffer
                .allocateDirect(OUTSTANDING * (2 + ("42[\"said\",\"" + data + "\"]").length()));
        return load;
    }

    /** Connects to the main namespace of a Socket.IO server over WebSocket (Engine.IO 4, Socket.IO 5). */
    private static SocketChannel connect(int port) throws IOException {
        SocketChannel channel = EchoLoad.connect(port, "/socket.io/?EIO=4&transport=websocket");
        receive(channel, "0{");
        channel.write(ByteBuffer.wrap(masked("40")));
        receive(channel, "40{");
        return channel;
    }

    private static byte[] masked(String text) {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        byte[] message = new byte[FrameHeader.MAX_LENGTH + payload.length];
        int head = FrameHeader.encodeMasked(message, 0, FrameHeader.FIN, Opcode.TEXT, payload.length, KEY);
        System.arraycopy(payload, 0, message, head, payload.length);
        Masking.apply(message, head, payload.length, KEY, 0);
        return Arrays.copyOf(message, head + payload.length);
    }

    /** Receives one frame of text, of fewer than 64 KiB. */
    private static void receive(SocketChannel channel, String start) throws IOException {
        ByteBuffer head = read(channel, 2);
        int length = head.get(1) == 126 ? read(channel, 2).getShort(0) : head.get(1);
        String text = StandardCharsets.US_ASCII.decode(read(channel, length).flip()).toString();
        if (!text.startsWith(start)) {
            throw new IOException("the server sent " + text);
        }
    }

    private static ByteBuffer read(SocketChannel channel, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the server closed the connection");
            }
        }
        return bytes;
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
