import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers each framed message with a framed message. Run it with: java Framer.java PORT */
public class Framer {
    private static final int MAX_BODY = 1_048_576;
    private static final byte[] PREFIX = "you said: ".getBytes(StandardCharsets.UTF_8);

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);

        try (ServerSocket server = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"))) {
            System.out.println("listening on " + server.getLocalSocketAddress());
            while (true) {
                Socket client = server.accept();
                Thread.startVirtualThread(() -> serve(client)); // a silent client must not hold up the next one
            }
        }
    }

    private static void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            while (true) {
                int length = in.readInt(); // reads until it has 4 bytes
                if (length < 0 || length > MAX_BODY) { // < 0: 80000000 and more, taken as a signed number
                    System.err.println("refused a length of " + Integer.toUnsignedString(length));
                    return;
                }
                byte[] body = new byte[length];
                in.readFully(body); // reads until it has all of them
                out.writeInt(PREFIX.length + length);
                out.write(PREFIX);
                out.write(body);
            }
        } catch (EOFException e) {
            // the client has closed
        } catch (IOException e) {
            System.err.println("client failed: " + e.getMessage());
        }
    }
}
