import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.*;

public class RestThrownAway {
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
        byte[] buffer = new byte[2_000_000];
        while (true) {
            int count = 0;
            int length = -1;
            while (length < 0 || count < 4 + length) {
                int n = in.read(buffer, count, buffer.length - count);
                if (n < 0) {
                    return;
                }
                count += n;
                if (length < 0 && count >= 4) {
                    length = (buffer[0] & 255) << 24 | (buffer[1] & 255) << 16 | (buffer[2] & 255) << 8 | buffer[3] & 255;
                    if (length < 0 || length > 1048576) {
                        return;
                    }
                }
            }
            DataOutputStream data = new DataOutputStream(out);
            data.writeInt(10 + length);
            data.writeBytes("you said: ");
            data.write(buffer, 4, length);
        }
    }
}
