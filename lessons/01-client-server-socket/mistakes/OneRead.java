import java.io.*;
import java.net.*;

public class OneRead {
    public static void main(String[] args) throws Exception {
        try (Socket socket = new Socket(args[0], Integer.parseInt(args[1]))) {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1024];
            int n = in.read(buffer);
            String greeting = new String(buffer, 0, n).trim();
            String nonce = greeting.substring(6);
            socket.getOutputStream().write(("echo " + nonce + "\n").getBytes());
            while ((n = in.read(buffer)) > 0) {
                System.out.write(buffer, 0, n);
            }
            System.out.flush();
        } catch (ConnectException e) {
            System.err.println("no server at " + args[0] + ":" + args[1]);
            System.exit(1);
        }
    }
}
