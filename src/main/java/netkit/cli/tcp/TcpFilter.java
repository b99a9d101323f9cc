package netkit.cli.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import netkit.chat.ChatClient;
import netkit.cli.terminal.InputThread;
import netkit.net.TcpDelivery;
import netkit.net.TcpDelivery.State;
import netkit.report.Numbers;

/**
 * {@code tcp-client} in a pipe: sends standard input, and passes on what the server sends until it closes the connection.
 * A server that closes first need not have received all: its FIN ends one direction only (RFC 9293 §3.6).
 */
final class TcpFilter {
    private static final int READ_SIZE = 8 * 1024;
    private static final int POLL_MILLIS = 10;
    /** Longer than a delayed acknowledgement takes (RFC 9293 §3.8.6.3: less than 500 ms; Linux: 40 to 200 ms). */
    private static final Duration ACK_TIMEOUT = Duration.ofMillis(200);
    private static final Set<State> CLOSED = Set.of(State.FIN_WAIT_1, State.CLOSING, State.LAST_ACK);

    private final ChatClient client;
    private final AtomicLong sent = new AtomicLong();
    /** Whether everything was acknowledged before this end closed. */
    private volatile boolean allAcknowledged;

    TcpFilter(ChatClient client) {
        this.client = client;
    }

    /**
     * Runs until the server closes the connection.
     *
     * @throws IOException if the connection is lost, or standard input was not delivered, as far as TCP can know
     */
    void run(InputStream in, ChatClient.Chunks received) throws IOException, InterruptedException {
        InputThread input = new InputThread(in, this::sendAll);
        try {
            client.receiveAll(received);
        } catch (SocketException e) {
            throw new IOException(e.getMessage() + "; " + undelivered(), e);
        }
        InputThread.State rest = input.awaitRest();
        if (rest != InputThread.State.ENDED && (rest != InputThread.State.IDLE || !isAcknowledged())) {
            throw new IOException("the server closed the connection; " + undelivered());
        }
    }

    private void sendAll(InputStream in) throws IOException, InterruptedException {
        byte[] chunk = new byte[READ_SIZE];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            client.send(chunk, count);
            sent.addAndGet(count);
        }
        check(isAcknowledged());
        client.finishSending();
        check(isFinAcknowledged());
    }

    private static void check(boolean acknowledged) throws IOException {
        if (!acknowledged) {
            throw new IOException("not acknowledged");
        }
    }

    /**
     * Waits for acknowledgements: if the server has closed, as long as it takes.
     *
     * @return false if the connection was reset
     */
    private boolean isAcknowledged() throws InterruptedException {
        long deadline = System.nanoTime() + ACK_TIMEOUT.toNanos();
        TcpDelivery now = client.delivery();
        while (now.unacknowledged() > 0 && (now.state() == State.CLOSE_WAIT
                || now.state() == State.OPEN && System.nanoTime() - deadline < 0)) {
            Thread.sleep(POLL_MILLIS);
            now = client.delivery();
        }
        allAcknowledged = now.unacknowledged() == 0;
        return now.state() != State.GONE;
    }

    /** After this end has closed: returns whether everything has reached the server's kernel, as far as is known. */
    private boolean isFinAcknowledged() throws InterruptedException {
        TcpDelivery before = client.delivery();
        TcpDelivery now = before;
        while (CLOSED.contains(now.state())) {
            Thread.sleep(POLL_MILLIS);
            before = now;
            now = client.delivery();
        }
        // with its FIN acknowledged a connection lasts, unless the server has closed first
        return now.state() != State.GONE || allAcknowledged
                || before.state() == State.LAST_ACK && before.unacknowledged() <= 1;
    }

    private String undelivered() {
        return sent.get() == 0 ? "nothing of standard input was delivered"
                : "not all of standard input was delivered: " + Numbers.counted(sent.get(), "byte")
                        + " were sent, the last of which may be lost";
    }
}
