import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Lesson 6: a web server that accepts WebSocket connections. Run: java Accept.java PORT */
public class Accept {
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
            // TODO: read the head of the request, then answer it.
            // After a 101, and only then: echo(in, out);
        } catch (IOException e) {
            System.err.println("a client has gone: " + e.getMessage());
        }
    }

    // MessageDigest.getInstance("SHA-1") and Base64.getEncoder() are what you need for the key.

    /** Ready-made, for the short text frames of this lesson: sends each back, until the client closes. */
    static void echo(InputStream in, OutputStream out) throws IOException {
        while (true) {
            byte[] header = in.readNBytes(2);
            if (header.length < 2 || (header[0] & 0x0f) == 8) {
                return;
            }
            byte[] key = in.readNBytes(4);
            byte[] text = in.readNBytes(header[1] & 0x7f);
            byte[] frame = new byte[2 + text.length];
            frame[0] = header[0];
            frame[1] = (byte) text.length;
            for (int i = 0; i < text.length; i++) {
                frame[2 + i] = (byte) (text[i] ^ key[i % 4]);
            }
            out.write(frame);
        }
    }
}
