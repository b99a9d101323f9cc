package netkit.chat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import netkit.net.Backpressure;
import netkit.net.OutboundQueue;

/** One member's TCP connection: a thread that reads, a queue that is written, and an orderly end. */
final class ChatConnection implements ChatMember.Channel {
    private static final int READ_SIZE = 2048;
    /** How long the end waits for a peer who takes nothing of what is still to be delivered. */
    private static final Duration NO_PROGRESS = Duration.ofSeconds(30);
    private static final Duration LINGER = Duration.ofSeconds(2);
    /**
     * The kernel's own queue is kept small, else megabytes gather there before our backlog counts a byte; the larger
     * size makes room for the last words to one who has stopped reading.
     */
    private static final int SEND_BUFFER = 64 * 1024;
    private static final int SEND_BUFFER_FOR_LAST_WORDS = 3 * SEND_BUFFER;

    private final Socket socket;
    private final Chat chat;
    private final ChatLimits limits;
    private final Backpressure pressure;
    private final OutboundQueue queue;
    /** Why it ends, set once by whoever ends it. */
    private final AtomicReference<String> ending = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile ChatMember member;

    ChatConnection(Socket socket, Chat chat, ChatLimits limits, Backpressure pressure) throws IOException {
        this.socket = socket;
        this.chat = chat;
        this.limits = limits;
        this.pressure = pressure;
        socket.setTcpNoDelay(true);
        socket.setOOBInline(true); // telnet marks its interrupts as urgent, and Java would drop a byte of them
        socket.setSendBufferSize(SEND_BUFFER);
        socket.setSoTimeout(millis(limits.idle()));
        this.queue = new OutboundQueue(socket.getOutputStream(), limits.backlog(), this::cannotWrite);
    }

    /** For a socket, to which 0 means for ever. */
    private static int millis(Duration timeout) {
        return timeout.isZero() ? 0 : Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
    }

    ChatMember enter() {
        member = chat.enter(this);
        if (ending.get() != null) {
            chat.leave(member); // hung up on while it was entering
        }
        return member;
    }

    /** Serves the member to the end of the connection, and tells in a few words how that came about. */
    String serve() {
        try {
            ending.compareAndSet(null, readToTheEnd());
        } finally {
            chat.leave(member);
        }
        queue.close(new byte[0]);
        deliver(); // the peer may have closed its own direction only: what is queued is still for it
        ended.countDown();
        return ending.get();
    }

    /** Waits for {@link #serve} to be done. */
    void awaitEnd(Duration timeout) throws InterruptedException {
        ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    private String readToTheEnd() {
        LineDecoder lines = new LineDecoder(limits.lineLength());
        byte[] chunk = new byte[READ_SIZE];
        try {
            InputStream in = socket.getInputStream();
            int count = read(in, chunk);
            while (count >= 0) {
                int kept = TelnetInterrupt.strip(chunk, count);
                if (kept < count) {
                    queue.offer(TelnetInterrupt.answer());
                }
                lines.feed(chunk, 0, kept, this::take);
                pressure.awaitDrain();
                count = read(in, chunk);
            }
            lines.finish(this::take);
            return "it closed";
        } catch (IOException e) {
            return e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private int read(InputStream in, byte[] chunk) throws IOException {
        try {
            return in.read(chunk);
        } catch (SocketTimeoutException _) {
            end("* nothing heard from you for " + typed(limits.idle()) + "; goodbye", "idle");
            socket.setSoTimeout(0);
            return in.read(chunk);
        }
    }

    /** As one types it: {@code 1m30s}. */
    private static String typed(Duration time) {
        return time.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    private void take(LineDecoder.Line line) {
        switch (line) {
            case LineDecoder.Line.Text(var text) -> chat.handle(member, text);
            case LineDecoder.Line.TooLong(var limit) -> member.error(
                    "the line is longer than " + limit + " bytes; nothing was sent");
            case LineDecoder.Line.NotUtf8(var at) -> member.error(
                    "byte " + at + " of the line is not UTF-8; nothing was sent");
        }
    }

    @Override
    public void line(String line) {
        if (queue.offer(utf8(line))) {
            pressure.offered(queue);
        } else if (!queue.isClosed() && ending.compareAndSet(null, "too slow")) {
            queue.closeDiscarding(utf8("* you read too slowly: more than " + limits.backlog()
                    + " bytes were waiting for you and are lost; goodbye"));
            hangUp();
        }
    }

    @Override
    public void end(String lastLine) {
        end(lastLine, "goodbye");
    }

    private void end(String lastLine, String why) {
        if (ending.compareAndSet(null, why)) {
            queue.close(utf8(lastLine));
            hangUp();
        }
    }

    /** Ends the connection from our side, on a thread of its own: it has to wait for the peer. */
    private void hangUp() {
        Thread.ofVirtual().name("hang up").start(() -> {
            if (member != null) { // else enter() sees to it
                chat.leave(member);
            }
            try {
                socket.setSendBufferSize(SEND_BUFFER_FOR_LAST_WORDS);
                deliver();
                // Closing while the peer still sends would answer with RST, which can destroy our last words.
                awaitEnd(LINGER);
            } catch (IOException | InterruptedException _) {
                // it ends all the same
            }
            closeNow();
        });
    }

    /** Waits until the last queued byte is with the kernel, and says that nothing follows. */
    private void deliver() {
        try {
            queue.awaitWritten(NO_PROGRESS);
            socket.shutdownOutput();
        } catch (IOException | InterruptedException _) {
            // the peer is gone: nothing is left to deliver to
        }
    }

    private void cannotWrite(IOException e) {
        ending.compareAndSet(null, e.getMessage());
        closeNow();
    }

    private void closeNow() {
        try {
            socket.close();
        } catch (IOException _) {
            // nothing more can be done for it
        }
    }

    private static byte[] utf8(String line) {
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
