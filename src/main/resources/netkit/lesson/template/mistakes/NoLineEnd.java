import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends no line end. */
public class NoLineEnd {
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
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String name = lines.readLine(); name != null; name = lines.readLine()) {
            out.write(("hello " + name).getBytes(StandardCharsets.UTF_8));
        }
    }
}
