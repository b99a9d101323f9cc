import java.io.*;
import java.net.*;

public class EndIsLineEnd {
    public static void main(String[] args) throws Exception {
        try (Socket socket = new Socket(args[0], Integer.parseInt(args[1]))) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            PrintWriter out = new PrintWriter(socket.getOutputStream(), true);
            out.println("echo " + in.readLine().substring(6));
            in.lines().forEach(System.out::println);
        } catch (IOException e) {
            System.err.println("cannot connect: " + e.getMessage());
            System.exit(1);
        }
    }
}
