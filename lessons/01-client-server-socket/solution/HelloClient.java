import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Connects to a server, reads its greeting, and answers. Run it with: java HelloClient.java HOST PORT */
public class HelloClient {
    public static void main(String[] args) {
        String host = args[0];
        int port = Integer.parseInt(args[1]);
        Socket socket;
        try {
            socket = new Socket(host, port);
        } catch (IOException e) {
            System.err.println("cannot connect to " + host + ":" + port + ": " + e.getMessage());
            System.exit(1);
            return;
        }
        try (socket) {
            talk(socket);
        } catch (IOException e) {
            System.err.println("the conversation with " + host + ":" + port + " failed: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void talk(Socket socket) throws IOException {
        // One reader for the whole connection: it may already hold the lines after the first.
        BufferedReader in = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = socket.getOutputStream();

        String greeting = readLine(in);
        String nonce = greeting.substring("hello ".length());
        out.write(("echo " + nonce + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();

        String line;
        while ((line = in.readLine()) != null) { // null: the server has closed
            System.out.println(line);
        }
    }

    /** Unlike readLine() of the reader, does not take the end of the stream for the end of a line. */
    private static String readLine(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c;
        while ((c = in.read()) != '\n') {
            if (c == -1) {
                throw new IOException("it closed in the middle of its greeting");
            }
            line.append((char) c);
        }
        return line.toString();
    }
}
