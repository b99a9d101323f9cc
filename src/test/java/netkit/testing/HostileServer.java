package netkit.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A TCP server on a free port that answers each connection by a script, byte by byte as it likes. */
public final class HostileServer implements AutoCloseable {
    /** Serves one connection, which is closed when it returns. */
    @FunctionalInterface
    public interface Script {
        void serve(Connection connection) throws IOException;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    public HostileServer(Script script) throws IOException {
        Thread.ofVirtual().name("hostile server").start(() -> {
            try {
                while (true) {
                    Socket socket = listener.accept();
                    Thread.ofVirtual().start(() -> serve(socket, script));
                }
            } catch (IOException _) {
                // the test is over
            }
        });
    }

    private static void serve(Socket socket, Script script) {
        try (socket) {
            script.serve(new Connection(socket));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException | UncheckedIOException _) {
            // the client has closed the connection
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    /** A connection to a client. */
    public static final class Connection {
        private final Socket socket;
        private final DataInputStream in;

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
        }

        public void send(String text, Charset charset) throws IOException {
            socket.getOutputStream().write(text.getBytes(charset));
        }

        /** Returns the next line without its end; null at the end of the stream. */
        public String line() throws IOException {
            StringBuilder line = new StringBuilder();
            InputStream bytes = in;
            for (int next = bytes.read(); next != '\n'; next = bytes.read()) {
                if (next < 0) {
                    return null;
                }
                line.append((char) next);
            }
            return line.toString().stripTrailing();
        }

        public void skip(int bytes) throws IOException {
            in.readNBytes(bytes);
        }

        /** Reads a frame with a method of AMQP (AMQP 0-9-1 §2.3.5). */
        public void skipMethod() throws IOException {
            skip(3); // type and channel
            skip(in.readInt() + 1);
        }

        /** Reads the head of an HTTP request, and returns its Sec-WebSocket-Key, if there is one. */
        public String head() throws IOException {
            String key = "";
            for (String line = line(); line != null && !line.isEmpty(); line = line()) {
                if (line.regionMatches(true, 0, "Sec-WebSocket-Key:", 0, 18)) {
                    key = line.substring(18).strip();
                }
            }
            return key;
        }

        /** RFC 6455 §4.2.2. */
        public void accept(String key, String moreLines) throws IOException {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-1").digest(
                        (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
                send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n"
                        + moreLines + "\r\n", StandardCharsets.ISO_8859_1);
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }

        /** Sends an unmasked frame with FIN (RFC 6455 §5.2). */
        public void frame(int opcode, byte[] payload) throws IOException {
            ByteBuffer frame = ByteBuffer.allocate(4 + payload.length).put((byte) (0x80 | opcode));
            if (payload.length < 126) {
                frame.put((byte) payload.length);
            } else {
                frame.put((byte) 126).putShort((short) payload.length);
            }
            frame.put(payload).flip();
            socket.getOutputStream().write(frame.array(), 0, frame.limit());
        }

        public void text(String text) throws IOException {
            frame(1, text.getBytes(StandardCharsets.UTF_8));
        }

        public void close(int code, String reason) throws IOException {
            byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
            frame(8, ByteBuffer.allocate(2 + bytes.length).putShort((short) code).put(bytes).array());
        }

        /** Reads a masked frame of less than 64 KiB, and returns its payload as text. */
        public String received() throws IOException {
            in.readByte();
            int length = in.readByte() & 0x7F;
            length = length < 126 ? length : in.readUnsignedShort();
            byte[] key = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= key[i % 4];
            }
            return new String(payload, StandardCharsets.UTF_8);
        }
    }
}
