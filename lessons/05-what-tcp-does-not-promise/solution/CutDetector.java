import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Lesson 5: sends orders to a server, and says within 3 seconds that the server is gone, and which orders it has
 * processed. Run: java CutDetector.java HOST PORT
 */
public class CutDetector {
    private final Socket socket;
    private final List<String> orders = new CopyOnWriteArrayList<>(); // as the server's first line names them
    private final Set<String> done = ConcurrentHashMap.newKeySet();
    private volatile long lastSign = System.nanoTime();
    private long lastPing = System.nanoTime();

    public static void main(String[] args) throws IOException {
        new CutDetector(new Socket(args[0], Integer.parseInt(args[1]))).run();
    }

    CutDetector(Socket socket) {
        this.socket = socket;
    }

    /** The server's first line: "orders SIZE NUMBER NUMBER …". Sends all orders at once. */
    void begin(String[] words) throws IOException {
        String text = "x".repeat(Integer.parseInt(words[1]));
        for (String number : List.of(words).subList(2, words.length)) {
            orders.add(number);
            send("order " + number + " " + text + "\n");
        }
    }

    /** A line has come, without its line end: "orders …", "done NUMBER" or "pong". */
    void line(String line) throws IOException {
        lastSign = System.nanoTime();
        String[] words = line.split(" ");
        if (words[0].equals("orders")) {
            begin(words);
        } else if (words[0].equals("done")) {
            done.add(words[1]);
            if (done.containsAll(orders)) {
                send("bye\n");
                verdict("finished");
            }
        }
    }

    /** Called ten times a second, whether something has come or not. System.nanoTime() tells the time. */
    void tick() throws IOException {
        if (!orders.isEmpty() && System.nanoTime() - lastPing >= 500_000_000) {
            lastPing = System.nanoTime();
            send("ping\n");
        }
    }

    /** Runs in a thread of its own, because a write to a server that does not read may never return. */
    void watch() {
        try {
            while (orders.isEmpty() || System.nanoTime() - lastSign < 2_300_000_000L) {
                Thread.sleep(50);
            }
            verdict("silent");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The server has ended its direction: read() returned -1. It may still read. */
    void ended() throws IOException {
        send("bye\n");
        verdict("ended");
    }

    /** read() or write() failed, as it does after a reset. */
    void failed(IOException e) {
        verdict("reset");
    }

    /** Prints the verdict, and ends the program. */
    synchronized void verdict(String word) {
        List<String> processed = orders.stream().filter(done::contains).toList();
        System.out.println((word + " " + String.join(" ", processed)).strip());
        System.exit(word.equals("finished") ? 0 : 1);
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The clock: read() waits 100 ms at most, then it throws a SocketTimeoutException, and the loop goes on. */
    void run() throws IOException {
        socket.setSoTimeout(100);
        Thread.ofPlatform().daemon().start(this::watch);
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long ticked = System.nanoTime();
        try {
            while (true) {
                try {
                    int next = in.read();
                    if (next == -1) {
                        ended();
                        return;
                    } else if (next == '\n') {
                        line(line.toString(StandardCharsets.US_ASCII));
                        line.reset();
                    } else {
                        line.write(next);
                    }
                } catch (SocketTimeoutException nothingCame) {
                    // no fault: it is time for a tick
                }
                if (System.nanoTime() - ticked >= 100_000_000) {
                    ticked = System.nanoTime();
                    tick();
                }
            }
        } catch (IOException e) {
            failed(e);
        }
    }
}
