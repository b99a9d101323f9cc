package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import netkit.net.Endpoint;

/** The other side of a connection, byte by byte: it sends what it is told, legal or not. */
final class RawPeer implements AutoCloseable {
    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;

    RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /** A TCP connection, no more. */
    static RawPeer connect(Endpoint server) throws IOException {
        Socket socket = new Socket();
        socket.connect(server.resolve());
        return new RawPeer(socket);
    }

    /** As {@link #connect}, with a receive buffer that is soon full. */
    static RawPeer connectNarrow(Endpoint server) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(server.resolve());
        return new RawPeer(socket);
    }

    /** A WebSocket connection to the path, with further header lines. */
    static RawPeer open(Endpoint server, String path, String... lines) throws IOException {
        return connect(server).shakeHands(path, lines);
    }

    RawPeer shakeHands(String path, String... lines) throws IOException {
        send(request(path, lines));
        String head = head();
        assertTrue(head.startsWith("HTTP/1.1 101 "), head);
        return this;
    }

    static byte[] request(String path, String... lines) {
        return ("GET " + path
                + " HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
                + KEY
                + "\r\nSec-WebSocket-Version: 13\r\n"
                + String.join("", Arrays.stream(lines).map(line -> line + "\r\n").toList())
                + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    RawPeer send(byte[]... parts) throws IOException {
        socket.getOutputStream().write(Wire.join(parts));
        return this;
    }

    RawPeer sendByteByByte(byte[] bytes) throws IOException {
        for (byte one : bytes) {
            socket.getOutputStream().write(one);
        }
        return this;
    }

    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return head.toString();
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** The status of the response that comes, and then the end of the stream. */
    int statusAndEnd() throws IOException {
        String head = head();
        assertTrue(head.matches("(?s)HTTP/1\\.1 \\d{3} .*"), "a response, not '" + head + "'");
        assertTrue(head.contains("Connection: close\r\n"), head);
        in.readAllBytes();
        return Integer.parseInt(head.substring(9, 12));
    }

    /** All that comes before the end of the stream. */
    byte[] rest() throws IOException {
        return in.readAllBytes();
    }

    /** The next frame; null at the end of the stream. */
    Frame frame() throws IOException {
        byte[] bytes = new byte[FrameHeader.MAX_LENGTH];
        FrameHeader header = new FrameHeader();
        int count = 0;
        while (header.decode(bytes, 0, count) == 0) {
            int next = in.read();
            if (next < 0) {
                if (count > 0) {
                    throw new EOFException("the stream ends within a frame");
                }
                return null;
            }
            bytes[count++] = (byte) next;
        }
        byte[] payload = new byte[Math.toIntExact(header.payloadLength())];
        in.readFully(payload);
        Masking.apply(payload, 0, payload.length, header.maskingKey(), 0);
        return Frame.of(header, payload);
    }

    /** The next frame is this one. */
    RawPeer expect(int first, byte[] payload) throws IOException {
        Frame frame = frame();
        assertNotNull(frame, "the stream has ended");
        String story = "opcode " + frame.opcodeBits() + ": "
                + new String(frame.payload(), StandardCharsets.UTF_8);
        assertEquals(Integer.toHexString(first), Integer.toHexString(frame.flags() | frame.opcodeBits()),
                story);
        assertTrue(Arrays.equals(payload, frame.payload()), story);
        return this;
    }

    RawPeer expect(int first, String payload) throws IOException {
        return expect(first, Wire.utf8(payload));
    }

    /** The next frame is a close frame; what it says. */
    CloseStatus expectClose() throws IOException {
        Frame frame = frame();
        assertNotNull(frame, "the stream ended without a close frame");
        assertEquals(Opcode.CLOSE, frame.opcode(), () -> new String(frame.payload(), StandardCharsets.UTF_8));
        return CloseStatus.decode(frame.payload(), 0, frame.payload().length);
    }

    /** Nothing comes any more, and the other side closes its stream. */
    void expectEnd() throws IOException {
        assertNull(frame(), "the end of the stream");
    }

    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    void soTimeout(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
