import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/** Refuses the opcodes 3 to 7, and takes every higher one for a pong. */
public class HighOpcodes {
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int MOST = 16 * 1024 * 1024;

    public static void main(String[] args) throws IOException {
        InetAddress thisMachine = InetAddress.getByName("127.0.0.1");
        try (ServerSocket server = new ServerSocket(Integer.parseInt(args[0]), 50, thisMachine)) {
            while (true) {
                Socket client = server.accept();
                Thread.startVirtualThread(() -> serve(client));
            }
        }
    }

    static void serve(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            OutputStream out = client.getOutputStream();
            handshake(in, out);
            frames(in, out);
        } catch (EOFException e) {
            // it closed the connection
        } catch (IOException | GeneralSecurityException e) {
            System.err.println("a client has gone: " + e.getMessage());
        }
    }

    /** Reads frames and answers them, until the connection is closed. */
    static void frames(InputStream in, OutputStream out) throws IOException {
        DataInputStream data = new DataInputStream(in);
        int type = 0; // the opcode of the message that has begun, 0 if none has
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            int first = data.readUnsignedByte();
            int second = data.readUnsignedByte();
            boolean last = (first & 0x80) != 0;
            int opcode = first & 0x0f;
            boolean control = opcode >= CLOSE;
            long length = second & 0x7f;
            if (length == 126) {
                length = data.readUnsignedShort();
            } else if (length == 127) {
                length = data.readLong();
            }
            boolean masked = (second & 0x80) != 0;
            boolean known = opcode <= BINARY || opcode >= CLOSE;
            boolean inPlace = control ? last && length <= 125 : (opcode == CONTINUATION) == (type != 0);
            if ((first & 0x70) != 0 || !masked || !known || !inPlace) {
                close(out, 1002);
                return;
            }
            if (length < 0 || length > MOST - message.size()) {
                close(out, 1009);
                return;
            }
            byte[] key = new byte[4];
            data.readFully(key);
            byte[] payload = new byte[(int) length];
            data.readFully(payload);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= key[i % 4];
            }
            switch (opcode) {
                case PING -> send(out, PONG, payload);
                case PONG, 11, 12, 13, 14, 15 -> {
                    // nothing was asked
                }
                case CLOSE -> {
                    send(out, CLOSE, payload);
                    return;
                }
                default -> {
                    type = opcode == CONTINUATION ? type : opcode;
                    message.write(payload);
                    if (last) {
                        if (type == TEXT && !isUtf8(message.toByteArray())) {
                            close(out, 1007);
                            return;
                        }
                        send(out, type, message.toByteArray());
                        message.reset();
                        type = 0;
                    }
                }
            }
        }
    }

    static boolean isUtf8(byte[] text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)); // throws, where new String() replaces
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    static void close(OutputStream out, int code) throws IOException {
        send(out, CLOSE, new byte[] { (byte) (code >> 8), (byte) code });
    }

    /** Sends one frame, unmasked, with the shortest form of the length. */
    static void send(OutputStream out, int opcode, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(10 + payload.length);
        frame.put((byte) (0x80 | opcode));
        if (payload.length <= 125) {
            frame.put((byte) payload.length);
        } else if (payload.length <= 65_535) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload);
        out.write(frame.array(), 0, frame.position());
    }

    /** Ready-made: the opening handshake of lesson 6, for well-behaved clients. */
    static void handshake(InputStream in, OutputStream out) throws IOException, GeneralSecurityException {
        String key = "";
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            if (line.toLowerCase().startsWith("sec-websocket-key:")) {
                key = line.substring(line.indexOf(':') + 1).strip();
            }
        }
        byte[] hash = MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next == -1) {
                throw new IOException("it closed during the handshake");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }
}
