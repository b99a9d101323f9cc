import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.*;

public class Lines {
    public static void main(String[] args) throws Exception {
        ServerSocket server = new ServerSocket(Integer.parseInt(args[0]));
        while (true) {
            Socket client = server.accept();
            new Thread(() -> {
                try (client) {
                    serve(client.getInputStream(), client.getOutputStream());
                } catch (IOException e) {
                    System.out.println(e);
                }
            }).start();
        }
    }

    static void serve(InputStream in, OutputStream out) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        DataOutputStream reply = new DataOutputStream(out);
        String line;
        while ((line = lines.readLine()) != null) {
            byte[] answer = ("you said: " + line.substring(Math.min(4, line.length()))).getBytes(StandardCharsets.UTF_8);
            reply.writeInt(answer.length);
            reply.write(answer);
        }
    }
}
