import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.*;

public class LengthBelieved {
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
            byte[] body = new byte[data.readInt()];
            data.readFully(body);
            reply.writeInt(10 + body.length);
            reply.writeBytes("you said: ");
            reply.write(body);
        }
    }
}
