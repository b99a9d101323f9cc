import java.io.IOException;

/** Exercise Greeter: a TCP server that answers each line NAME with the line "hello NAME". */
public class Greeter {
    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        // TODO: listen on 127.0.0.1 and this port, accept clients, and answer their lines
        System.err.println("Greeter does not listen on port " + port + " yet");
    }
}
