import java.io.*;
import java.net.*;

public class OneAtATime {
    public static void main(String[] args) throws Exception {
        ServerSocket server = new ServerSocket(Integer.parseInt(args[0]));
        while (true) {
            try (Socket client = server.accept()) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                DataOutputStream out = new DataOutputStream(client.getOutputStream());
                while (true) {
                    int length = in.readInt();
                    if (length < 0 || length > 1048576) {
                        break;
                    }
                    byte[] body = new byte[length];
                    in.readFully(body);
                    out.writeInt(10 + length);
                    out.writeBytes("you said: ");
                    out.write(body);
                }
            } catch (IOException e) {
                System.out.println("client gone: " + e);
            }
        }
    }
}
