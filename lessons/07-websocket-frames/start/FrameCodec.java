import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/** Lesson 7: a WebSocket server that sends each message back. Run: java FrameCodec.java PORT */
public class FrameCodec {
    public static void main(String[] args) throws IOException {
        InetAddress thisMachine = InetAddress.getByName("127.0.0.1");
        try (ServerSocket server = new ServerSocket(Integer.parseInt(args[0]), 50, thisMachine)) {
            while (true) {
                serve(server.accept());
            }
        }
    }

    static void serve(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            OutputStream out = client.getOutputStream();
            handshake(in, out);
            frames(in, out);
        } catch (IOException | GeneralSecurityException e) {
            System.err.println("a client has gone: " + e.getMessage());
        }
    }

    /** Reads frames and answers them, until the connection is closed. */
    static void frames(InputStream in, OutputStream out) throws IOException {
        // TODO: in.readNBytes(n) reads n bytes, or fewer if the client closes; out.write(bytes) sends some
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
