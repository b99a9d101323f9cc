import java.io.*;
import java.net.*;

public class NewReader {
    public static void main(String[] args) throws Exception {
        try (Socket socket = new Socket(args[0], Integer.parseInt(args[1]))) {
            String nonce = receive(socket).substring(6);
            socket.getOutputStream().write(("echo " + nonce + "\n").getBytes());
            String line;
            while ((line = receive(socket)) != null) {
                System.out.println(line);
            }
        } catch (ConnectException e) {
            System.err.println("no server at " + args[0] + ":" + args[1]);
            System.exit(1);
        }
    }

    static String receive(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
    }
}
