package netkit.cli.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.jline.reader.Candidate;
import org.jline.reader.ParsedLine;

/** A console of a command that only sends: each line that is typed is one message. */
public final class SendConsole implements LineConsole.Conversation {
    /** Sends one line, given as UTF-8 without its end. */
    @FunctionalInterface
    public interface Sending {
        void send(byte[] line) throws IOException, InterruptedException;
    }

    private final LineConsole console;
    private final String message;
    private final Sending sending;
    private final CountDownLatch over = new CountDownLatch(1);

    private SendConsole(LineConsole console, String message, Sending sending) {
        this.console = console;
        this.message = message;
        this.sending = sending;
    }

    /**
     * Runs until the user leaves.
     *
     * @param message what a line becomes, such as {@code one datagram}
     * @throws IOException if a line cannot be sent
     */
    public static void run(LineConsole console, String message, Sending sending)
            throws IOException, InterruptedException {
        SendConsole send = new SendConsole(console, message, sending);
        send.help();
        console.run(send);
    }

    private void help() {
        console.show("each line is sent as " + message + "\n/help repeats this; /quit or Ctrl-D leaves");
    }

    @Override
    public void receive() throws IOException {
        try {
            over.await();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void typed(String line) throws IOException {
        if (line.strip().equals("/help")) {
            help();
            return;
        }
        try {
            sending.send(line.getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the user leaves while it waits to be sent
        }
    }

    @Override
    public void finished() {
        over.countDown();
    }

    @Override
    public void interrupted() {
        finished();
    }

    @Override
    public void complete(ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() == 0 && line.line().startsWith("/")) {
            candidates.add(new Candidate("/help"));
            candidates.add(new Candidate("/quit"));
        }
    }
}
