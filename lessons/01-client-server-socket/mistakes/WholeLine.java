import java.io.*;
import java.net.*;

public class WholeLine {
    public static void main(String[] args) throws Exception {
        try (Socket socket = new Socket(args[0], Integer.parseInt(args[1]))) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            PrintWriter out = new PrintWriter(socket.getOutputStream(), true);
            out.println("echo " + in.readLine());
            in.lines().forEach(System.out::println);
        } catch (ConnectException e) {
            System.err.println("no server at " + args[0] + ":" + args[1]);
            System.exit(1);
        }
    }
}
