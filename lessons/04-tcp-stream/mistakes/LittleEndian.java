import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.*;

public class LittleEndian {
    public static void main(String[] args) throws Exception {
        ServerSocket server = new ServerSocket(Integer.parseInt(args[0]));
        while (true) {
            Socket client = server.accept();
            new Thread(() -> {
                try (client) {
                    serve(client.getInputStream(), client.getOutputStream());
                } catch (IOException e) {
                    System.out.println(e);
                }
            }).start();
        }
    }

    static void serve(InputStream in, OutputStream out) throws IOException {
        DataInputStream data = new DataInputStream(in);
        while (true) {
            int length = data.readInt();
            if (length < 0 || length > 1048576) {
                return;
            }
            byte[] body = data.readNBytes(length);
            int n = body.length + 10;
            out.write(new byte[] { (byte) n, (byte) (n >> 8), (byte) (n >> 16), (byte) (n >> 24) });
            out.write("you said: ".getBytes());
            out.write(body);
        }
    }
}
