import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Rejects a job that is done already. Run it with: java DoneGivenBack.java HOST PORT FILE */
public class DoneGivenBack {
    public static void main(String[] args) throws Exception {
        Path ledger = Path.of(args[2]);
        while (true) {
            try (Queue queue = new Queue(args[0], Integer.parseInt(args[1]))) {
                queue.send("CONSUME orders 1");
                for (Message message; (message = queue.next()) != null;) {
                    take(queue, message, ledger);
                }
            } catch (IOException e) {
                System.out.println("no queue: " + e.getMessage());
            }
            Thread.sleep(500);
        }
    }

    static void take(Queue queue, Message message, Path ledger) throws Exception {
        if (!isDone(message, ledger)) {
            try {
                work(message, ledger);
            } catch (Exception e) {
                System.out.println(e.getMessage());
                queue.send((message.delivery() < 3 ? "NACK " : "REJECT ") + message.id());
                return;
            }
        }
        queue.send((message.redelivered() ? "REJECT " : "ACK ") + message.id());
    }

    /** The ledger is read each time: another worker may have done the job. */
    static boolean isDone(Message message, Path ledger) throws IOException {
        return Files.exists(ledger) && Files.readAllLines(ledger).contains(message.job());
    }

    // ---- given: the work ----

    /** Does a job: its line is in the ledger then. It takes a while before and after that. */
    static void work(Message message, Path ledger) throws Exception {
        Thread.sleep(message.millis());
        if (message.delivery() <= message.fails()) {
            throw new IllegalStateException("job " + message.job() + " fails");
        }
        Files.writeString(ledger, message.job() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        System.out.println("job " + message.job() + " is done");
        Thread.sleep(message.millis());
    }

    // ---- given: the connection to the queue ----

    /**
     * A message.
     *
     * @param id that ACK, NACK and REJECT name
     * @param delivery 1 if it is delivered for the first time
     * @param redelivered whether it has been delivered before
     * @param job the number of the job, with the time that it takes and how many of its deliveries fail
     */
    record Message(long id, int delivery, boolean redelivered, String job, int millis, int fails) {}

    static class Queue implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Queue(String host, int port) throws IOException {
            socket = new Socket(host, port);
            in = new BufferedInputStream(socket.getInputStream());
        }

        void send(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }

        /** Waits for the next message and returns it; null if the queue has closed the connection. */
        Message next() throws IOException {
            for (String line; (line = line()) != null;) {
                if (line.startsWith("-ERR")) {
                    System.out.println("the queue says: " + line);
                }
                if (line.startsWith("MSG ")) { // MSG orders ID DELIVERY first|redelivered LENGTH
                    String[] words = line.split(" ");
                    String[] body = new String(in.readNBytes(Integer.parseInt(words[5])),
                            StandardCharsets.UTF_8).split(" ");
                    line(); // the line end behind the body
                    return new Message(Long.parseLong(words[2]), Integer.parseInt(words[3]),
                            words[4].equals("redelivered"), body[0], Integer.parseInt(body[1]),
                            Integer.parseInt(body[2]));
                }
            }
            return null;
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next; (next = in.read()) != '\n';) {
                if (next < 0) {
                    return null;
                }
                line.write(next);
            }
            return line.toString(StandardCharsets.UTF_8).strip();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
