import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.*;

public class EmptyIsTheEnd {
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
        DataOutputStream reply = new DataOutputStream(out);
        while (true) {
            int length = data.readInt();
            if (length <= 0 || length > 1048576) {
                return;
            }
            byte[] body = data.readNBytes(length);
            reply.writeInt(10 + length);
            reply.writeBytes("you said: ");
            reply.write(body);
        }
    }
}
