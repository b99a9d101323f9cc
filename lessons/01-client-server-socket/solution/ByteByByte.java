import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Another right client: it reads single bytes, writes the answer in three pieces, and closes its own direction early. */
public class ByteByByte {
    public static void main(String[] args) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(args[0], Integer.parseInt(args[1])), 3000);
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream greeting = new ByteArrayOutputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b == -1) {
                    throw new IOException("no line feed before the end");
                }
                greeting.write(b);
            }
            var out = socket.getOutputStream();
            out.write("echo ".getBytes());
            out.write(greeting.toString().split(" ")[1].getBytes());
            out.write('\n');
            socket.shutdownOutput(); // I say no more, and still listen
            in.transferTo(System.out);
            System.out.flush();
        } catch (IOException e) {
            System.err.println(args[0] + ":" + args[1] + ": " + e.getMessage());
            System.exit(1);
        }
    }
}
