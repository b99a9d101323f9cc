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

/** A peer that sends any bytes, legal or not, and reads the frames that it receives. */
final class RawPeer implements AutoCloseable {
    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;

    RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Opens a TCP connection, without a handshake. */
    static RawPeer connect(Endpoint server) throws IOException {
        Socket socket = new Socket();
        socket.connect(server.resolve());
        return new RawPeer(socket);
    }

    /** Opens a TCP connection with a small receive buffer. */
    static RawPeer connectNarrow(Endpoint server) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(server.resolve());
        return new RawPeer(socket);
    }

    /** Opens a WebSocket connection to the path, with these additional header lines. */
    static RawPeer open(Endpoint server, String path, String... lines) throws IOException {
        return connect(server).shakeHands(path, lines);
    }

    /** Performs the opening handshake, which must succeed. */
    RawPeer shakeHands(String path, String... lines) throws IOException {
        send(request(path, lines));
        String head = head();
        assertTrue(head.startsWith("HTTP/1.1 101 "), head);
        return this;
    }

    /** Returns a valid handshake request, with these additional header lines. */
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

    /** Sends the frame repeatedly, on a thread of its own, until the connection ends. */
    Thread flood(byte[] frame) {
        return Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    send(frame);
                }
            } catch (IOException _) {
                // the server has closed the connection
            }
        });
    }

    RawPeer sendByteByByte(byte[] bytes) throws IOException {
        for (byte one : bytes) {
            socket.getOutputStream().write(one);
        }
        return this;
    }

    /** Returns the next head of a response; less at the end of the stream. */
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

    /** Reads a response up to the end of the stream, and returns its status code. */
    int statusAndEnd() throws IOException {
        String head = head();
        assertTrue(head.matches("(?s)HTTP/1\\.1 \\d{3} .*"), "not a response: '" + head + "'");
        assertTrue(head.contains("Connection: close\r\n"), head);
        in.readAllBytes();
        return Integer.parseInt(head.substring(9, 12));
    }

    /** Returns all bytes up to the end of the stream. */
    byte[] rest() throws IOException {
        return in.readAllBytes();
    }

    /** Returns the next frame, unmasked; null at the end of the stream. */
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

    /** Checks that the next frame has this first byte and payload. */
    RawPeer expect(int first, byte[] payload) throws IOException {
        Frame frame = frame();
        assertNotNull(frame, "the stream has ended");
        String found = "opcode " + frame.opcodeBits() + ": "
                + new String(frame.payload(), StandardCharsets.UTF_8);
        assertEquals(Integer.toHexString(first), Integer.toHexString(frame.flags() | frame.opcodeBits()),
                found);
        assertTrue(Arrays.equals(payload, frame.payload()), found);
        return this;
    }

    RawPeer expect(int first, String payload) throws IOException {
        return expect(first, Wire.utf8(payload));
    }

    /** Checks that the next frame is a close frame, and returns its status. */
    CloseStatus expectClose() throws IOException {
        Frame frame = frame();
        assertNotNull(frame, "the stream ended without a close frame");
        assertEquals(Opcode.CLOSE, frame.opcode(), () -> new String(frame.payload(), StandardCharsets.UTF_8));
        return CloseStatus.decode(frame.payload(), 0, frame.payload().length);
    }

    /** Checks that the peer ends its stream without another frame. */
    void expectEnd() throws IOException {
        assertNull(frame(), "a frame instead of the end of the stream");
    }

    /** Ends this peer's stream (a TCP FIN); it still reads. */
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
