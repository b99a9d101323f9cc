import java.io.*;
import java.net.*;

public class OneAnswer {
    public static void main(String[] args) throws Exception {
        ServerSocket server = new ServerSocket(Integer.parseInt(args[0]));
        while (true) {
            Socket client = server.accept();
            Thread.startVirtualThread(() -> {
                try (client) {
                    DataInputStream in = new DataInputStream(client.getInputStream());
                    DataOutputStream out = new DataOutputStream(client.getOutputStream());
                    int length = in.readInt();
                    if (length >= 0 && length <= 1048576) {
                        byte[] body = in.readNBytes(length);
                        out.writeInt(10 + length);
                        out.writeBytes("you said: ");
                        out.write(body);
                    }
                } catch (IOException e) {
                    System.out.println(e);
                }
            });
        }
    }
}
