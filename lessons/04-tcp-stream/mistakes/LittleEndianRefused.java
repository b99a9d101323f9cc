import java.io.*;
import java.net.*;
import java.nio.*;
import java.nio.charset.StandardCharsets;
import java.util.*;

/** Reads the length with its least significant byte first, and refuses what seems too long. */
public class LittleEndianRefused {
    static final int MAX = 1 << 20;

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        ServerSocket server = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
        while (true) {
            Socket client = server.accept();
            new Thread(() -> {
                try (client) {
                    serve(client.getInputStream(), client.getOutputStream());
                } catch (Exception e) {
                    System.err.println("client failed: " + e);
                }
            }).start();
        }
    }

    static void serve(InputStream in, OutputStream out) throws IOException {
        DataInputStream data = new DataInputStream(in);
        while (true) {
            byte[] header = data.readNBytes(4);
            if (header.length < 4) return;
            int length = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt();
            if (length < 0 || length > MAX) return;
            byte[] body = new byte[length];
            data.readFully(body);
            ByteBuffer answer = ByteBuffer.allocate(14 + length).order(ByteOrder.LITTLE_ENDIAN);
            answer.putInt(10 + length).put("you said: ".getBytes()).put(body);
            out.write(answer.array());
        }
    }
}
