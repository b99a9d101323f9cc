package netkit.chat;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import netkit.net.Backpressure;
import netkit.net.Endpoint;
import netkit.net.Listener;

/** The chat over TCP: a line each way is a line of UTF-8 text, so {@code nc} and {@code telnet} are clients too. */
public final class ChatServer implements Closeable {
    /** What Ctrl-C leaves for goodbyes, so that everything is over within a second. */
    private static final Duration GOODBYE = Duration.ofMillis(500);
    /** And what it leaves for the log, once every connection is closed. */
    private static final Duration LAST_LINES = Duration.ofMillis(200);
    private static final String LAST_NOTICE = "the server is going away; goodbye";

    /** How long a refused client has to read why and close. */
    private static final Duration REFUSAL = Duration.ofSeconds(2);

    private final Chat chat;
    private final ChatLimits limits;
    private final Consumer<String> log;
    private final Semaphore places;
    private final Backpressure pressure = new Backpressure();
    private final Listener listener;
    private volatile boolean closing;

    /**
     * Binds and starts to accept.
     *
     * @param log is told, in a line each, who comes and goes
     */
    public ChatServer(Endpoint endpoint, Chat chat, ChatLimits limits, Consumer<String> log)
            throws IOException {
        this.chat = chat;
        this.limits = limits;
        this.log = log;
        this.places = new Semaphore(limits.members());
        this.listener = Listener.open(endpoint, this::serve, log);
    }

    public Endpoint endpoint() {
        return listener.endpoint();
    }

    private void serve(Socket socket) throws IOException {
        if (!places.tryAcquire()) {
            refuse(socket);
            return;
        }
        try {
            serveMember(socket);
        } finally {
            places.release();
        }
    }

    private void serveMember(Socket socket) throws IOException {
        ChatConnection connection = new ChatConnection(socket, chat, limits, pressure);
        ChatMember member = connection.enter();
        if (closing) {
            member.end(LAST_NOTICE); // it came in too late to hear it with the others
        }
        String address = addressOf(socket);
        log.accept("+ " + member.name() + " from " + address + ", " + members(chat.size()));
        String why = connection.serve();
        log.accept("- " + member.name() + " from " + address + ", " + why + ", " + members(chat.size()));
    }

    private static String members(int count) {
        return count == 1 ? "1 member" : count + " members";
    }

    private static String addressOf(Socket socket) {
        return Endpoint.of((InetSocketAddress) socket.getRemoteSocketAddress()).toString();
    }

    private void refuse(Socket socket) throws IOException {
        log.accept("refused " + addressOf(socket) + ": the chat is full");
        String line = "! the chat is full (" + members(limits.members()) + "); try again later\n";
        socket.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
        socket.shutdownOutput();
        discard(socket); // unread input would turn the close into a reset
    }

    private static void discard(Socket socket) throws IOException {
        long deadline = System.nanoTime() + REFUSAL.toNanos();
        byte[] discarded = new byte[4096];
        try {
            int count = 0;
            long left = REFUSAL.toMillis();
            while (count >= 0 && left > 0) {
                socket.setSoTimeout((int) left);
                count = socket.getInputStream().read(discarded);
                left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            }
        } catch (SocketTimeoutException _) {
            // it had its time
        }
    }

    /** Says goodbye to everyone, and closes every connection within a second. */
    @Override
    public void close() throws IOException {
        listener.stopAccepting();
        closing = true;
        chat.close(LAST_NOTICE);
        try {
            awaitEveryonesEnd(GOODBYE);
            listener.close();
            awaitEveryonesEnd(LAST_LINES);
        } catch (InterruptedException _) {
            listener.close();
            Thread.currentThread().interrupt(); // no more waiting, then
        }
    }

    private void awaitEveryonesEnd(Duration atMost) throws InterruptedException {
        if (places.tryAcquire(limits.members(), atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            places.release(limits.members());
        }
    }
}
