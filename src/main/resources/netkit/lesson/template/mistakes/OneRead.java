import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Takes one read() for one line. */
public class OneRead {
    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        try (ServerSocket listener = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"))) {
            while (true) {
                try (Socket socket = listener.accept()) {
                    serve(socket.getInputStream(), socket.getOutputStream());
                }
            }
        }
    }

    private static void serve(InputStream in, OutputStream out) throws IOException {
        byte[] chunk = new byte[1024];
        int count = in.read(chunk);
        while (count > 0) {
            String name = new String(chunk, 0, count, StandardCharsets.UTF_8).strip();
            out.write(("hello " + name + "\n").getBytes(StandardCharsets.UTF_8));
            count = in.read(chunk);
        }
    }
}
