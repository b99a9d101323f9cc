import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.*;

public class OneRead {
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
        while (true) {
            byte[] header = new byte[4];
            if (in.read(header) < 0) {
                return;
            }
            int length = new DataInputStream(new ByteArrayInputStream(header)).readInt();
            if (length < 0 || length > 1048576) {
                return;
            }
            byte[] body = new byte[length];
            in.read(body);
            byte[] prefix = "you said: ".getBytes();
            DataOutputStream data = new DataOutputStream(out);
            data.writeInt(prefix.length + length);
            data.write(prefix);
            data.write(body);
        }
    }
}
