import java.io.*;
import java.net.*;

public class ReadsOneReply {
    public static void main(String[] args) throws Exception {
        try (Socket socket = new Socket(args[0], Integer.parseInt(args[1]))) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            PrintWriter out = new PrintWriter(socket.getOutputStream(), true);
            out.println("echo " + in.readLine().substring(6));
            System.out.println(in.readLine());
            while (in.ready()) {
                System.out.println(in.readLine());
            }
        } catch (ConnectException e) {
            System.err.println("no server at " + args[0] + ":" + args[1]);
            System.exit(1);
        }
    }
}
