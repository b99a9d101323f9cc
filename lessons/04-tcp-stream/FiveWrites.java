import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;

/**
 * Writes to a TCP connection on this machine and shows what each read() of its other end returns.
 * Run it with: java FiveWrites.java late|late-nodelay|awake|race|large
 */
public class FiveWrites {
    public static void main(String[] args) throws Exception {
        String how = args.length == 1 ? args[0] : "";
        int writes = how.equals("large") ? 1 : 5;
        int size = how.equals("large") ? 1_000_000 : 10;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Socket writing = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket reading = server.accept()) {
            writing.setTcpNoDelay(how.equals("late-nodelay"));
            Semaphore mayWrite = new Semaphore(how.equals("awake") ? 1 : writes);
            Thread writer = new Thread(() -> write(writing, writes, size, mayWrite));
            writer.start();
            switch (how) {
                case "late", "late-nodelay" -> writer.join(); // all is written before the first read
                case "awake", "race", "large" -> { }
                default -> throw new IllegalArgumentException("how: late, late-nodelay, awake, race or large?");
            }
            read(reading, mayWrite);
        }
    }

    private static void write(Socket socket, int writes, int size, Semaphore mayWrite) {
        try (OutputStream out = socket.getOutputStream()) {
            for (int i = 0; i < writes; i++) {
                mayWrite.acquire();
                out.write(new byte[size]);
                out.flush();
            }
            System.out.println(writes + (writes == 1 ? " write of " : " writes of ") + size + " bytes");
        } catch (IOException | InterruptedException e) {
            System.out.println("the writer failed: " + e);
        }
    }

    private static void read(Socket socket, Semaphore mayWrite) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[1_000_000];
        StringBuilder counts = new StringBuilder();
        int reads = 0;
        for (int count; (count = in.read(buffer)) >= 0; mayWrite.release()) { // -1: the writer has closed
            reads++;
            counts.append(reads <= 8 ? " " + count : reads == 9 ? " …" : "");
        }
        System.out.println(reads + (reads == 1 ? " read, of" : " reads, of") + counts + " bytes");
    }
}
