import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Answers each framed message with a framed message. Run it with: java Framer.java PORT */
public class Framer {
    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);

        try (ServerSocket server = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"))) {
            System.out.println("listening on " + server.getLocalSocketAddress());
            while (true) {
                try (Socket client = server.accept()) {
                    serve(client.getInputStream(), client.getOutputStream());
                } catch (IOException e) {
                    System.err.println("client failed: " + e.getMessage());
                }
            }
        }
    }

    private static void serve(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[4096];
        int count = in.read(buffer);
        System.out.println("read() returned " + count);
        // TODO 1: a message is 4 bytes of length and then the body: find out where it ends
        // TODO 2: answer with "you said: " and the body, in a frame of its own
        // TODO 3: the next message, until the client closes
    }
}
