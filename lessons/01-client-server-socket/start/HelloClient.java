import java.io.IOException;
import java.net.Socket;

/** Connects to a server, reads its greeting, and answers. Run it with: java HelloClient.java HOST PORT */
public class HelloClient {
    public static void main(String[] args) throws IOException {
        String host = args[0];
        int port = Integer.parseInt(args[1]);

        try (Socket socket = new Socket(host, port)) {
            System.out.println("connected to " + socket.getRemoteSocketAddress());
            // TODO 1: read the greeting, up to its line feed:  hello NONCE
            // TODO 2: answer with a line:  echo NONCE
            // TODO 3: print every line that follows, until the server closes
        }
        // TODO 4: no server at HOST PORT: one line on System.err, and System.exit(1)
    }
}
