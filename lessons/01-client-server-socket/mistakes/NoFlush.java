import java.io.*;
import java.net.*;

public class NoFlush {
    public static void main(String[] args) throws Exception {
        try (Socket socket = new Socket(args[0], Integer.parseInt(args[1]))) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            BufferedWriter out = new BufferedWriter(new OutputStreamWriter(socket.getOutputStream()));
            out.write("echo " + in.readLine().split(" ")[1] + "\n");
            String line;
            while ((line = in.readLine()) != null) {
                System.out.println(line);
            }
        } catch (ConnectException e) {
            System.err.println("no server at " + args[0] + ":" + args[1]);
            System.exit(1);
        }
    }
}
