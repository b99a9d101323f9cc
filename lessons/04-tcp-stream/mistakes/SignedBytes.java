import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.*;

public class SignedBytes {
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
            byte[] header = in.readNBytes(4);
            if (header.length < 4) {
                return;
            }
            int length = (header[0] << 24) + (header[1] << 16) + (header[2] << 8) + header[3];
            if (length < 0 || length > 1048576) {
                System.out.println("bad length " + length);
                return;
            }
            byte[] body = in.readNBytes(length);
            DataOutputStream data = new DataOutputStream(out);
            data.writeInt(10 + length);
            data.writeBytes("you said: ");
            data.write(body);
        }
    }
}
