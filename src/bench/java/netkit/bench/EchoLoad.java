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
import java.util.List;

import netkit.websocket.FrameHeader;
import netkit.websocket.Masking;
import netkit.websocket.Opcode;

/**
 * WebSocket clients that cost as little as possible: one thread visits the connections in turn, reads the echo and writes
 * the same prepared bytes again, with two system calls for each visit.
 */
final class EchoLoad implements Closeable {
    private static final int KEY = 0x37FA213D;
    private static final int MAX_HEAD = 4096;
    /** One in this many large echoes is compared byte by byte. */
    private static final int SAMPLE = 64;
    private static final int ALWAYS_COMPARED = 4096;
    private static final String HANDSHAKE = " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Version: 13\r\n\r\n";

    private final List<SocketChannel> channels = new ArrayList<>();
    private ByteBuffer request;
    private ByteBuffer expected;
    private ByteBuffer echo;

    /** Opens connections and sends only the handshake. */
    EchoLoad(int port, int connections) throws IOException {
        try {
            for (int i = 0; i < connections; i++) {
                channels.add(connect(port));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Opens one connection. */
    static SocketChannel connect(int port) throws IOException {
        return connect(port, "/echo");
    }

    /** Opens a connection and performs the opening handshake; what comes after it is not read. */
    static SocketChannel connect(int port, String target) throws IOException {
        SocketChannel channel = SocketChannel
                .open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.write(ByteBuffer.wrap(("GET " + target + HANDSHAKE).getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer head = ByteBuffer.allocate(MAX_HEAD);
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            head.limit(head.position() + 1);
            if (channel.read(head) < 0) {
                throw new EOFException("the server closed during the handshake: " + text);
            }
            text = new String(head.array(), 0, head.position(), StandardCharsets.US_ASCII);
        }
        if (!text.startsWith("HTTP/1.1 101 ")) {
            throw new IOException("the server refused the handshake: " + text);
        }
        return channel;
    }

    /** Sends messages and receives their echoes for this many nanoseconds; returns the rate in the workload's unit. */
    double run(Workload workload, long nanos) throws IOException {
        prepare(workload);
        long begin = System.nanoTime();
        long visits = 0;
        for (SocketChannel channel : channels) {
            send(channel);
        }
        do {
            for (SocketChannel channel : channels) {
                receive(channel, visits++);
                send(channel);
            }
        } while (System.nanoTime() - begin < nanos);
        for (SocketChannel channel : channels) {
            receive(channel, visits++);
        }
        return workload.rate(visits * workload.outstanding(), (System.nanoTime() - begin) / 1e9);
    }

    private void prepare(Workload workload) {
        byte[] payload = new byte[workload.size()];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) ('a' + i % 23);
        }
        byte[] frame = new byte[FrameHeader.MAX_LENGTH + payload.length];
        int header = FrameHeader.encode(frame, 0, FrameHeader.FIN, Opcode.BINARY, payload.length);
        System.arraycopy(payload, 0, frame, header, payload.length);
        expected = repeated(frame, header + payload.length, workload.outstanding());
        header = FrameHeader.encodeMasked(frame, 0, FrameHeader.FIN, Opcode.BINARY, payload.length, KEY);
        Masking.copy(payload, 0, frame, header, payload.length, KEY, 0);
        request = repeated(frame, header + payload.length, workload.outstanding());
        echo = ByteBuffer.allocateDirect(expected.capacity());
    }

    private static ByteBuffer repeated(byte[] bytes, int length, int times) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(times * length);
        for (int i = 0; i < times; i++) {
            buffer.put(bytes, 0, length);
        }
        return buffer;
    }

    private void send(SocketChannel channel) throws IOException {
        request.clear();
        while (request.hasRemaining()) {
            channel.write(request);
        }
    }

    private void receive(SocketChannel channel, long visit) throws IOException {
        echo.clear();
        while (echo.hasRemaining()) {
            if (channel.read(echo) < 0) {
                throw new EOFException("the server closed the connection");
            }
        }
        // Always the frame header, which has the length.
        int compared = echo.capacity() <= ALWAYS_COMPARED || visit % SAMPLE == 0 ? echo.capacity()
                : FrameHeader.MAX_LENGTH;
        if (echo.flip().limit(compared).mismatch(expected.clear().limit(compared)) >= 0) {
            throw new IOException("the echo differs from the message");
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }
}
