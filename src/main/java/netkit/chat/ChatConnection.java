package netkit.chat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import netkit.net.Backpressure;
import netkit.net.MemoryBudget;
import netkit.net.OutboundQueue;
import netkit.net.Scheduler;
import netkit.net.SharedBytes;
import netkit.net.SilenceWatch;
import netkit.net.Sockets;
import netkit.net.Turns;
import netkit.net.WrongProtocol;

/** One member's TCP connection: a reading thread, an outbound queue, and an orderly close. */
final class ChatConnection implements ChatMember.Channel, TelnetDecoder.Commands {
    private static final int READ_SIZE = 2048;
    /** The longest time without progress in delivering the last lines. */
    private static final Duration NO_PROGRESS = Duration.ofSeconds(30);
    private static final Duration LINGER = Duration.ofSeconds(2);
    /**
     * The kernel's send buffer is kept small, otherwise it takes megabytes before the backlog counts a byte. The larger
     * size makes room for the last line to a peer that has stopped reading.
     */
    private static final int SEND_BUFFER = 64 * 1024;
    private static final int SEND_BUFFER_AT_END = 3 * SEND_BUFFER;
    private static final Function<String, SharedBytes> WITH_LF = line -> new SharedBytes(
            (line + "\n").getBytes(StandardCharsets.UTF_8));
    /** RFC 854: on the terminal of Telnet, LF alone moves down but not to the left margin. */
    private static final Function<String, SharedBytes> WITH_CRLF = line -> new SharedBytes(
            (line + "\r\n").getBytes(StandardCharsets.UTF_8));

    private final Socket socket;
    private final Chat chat;
    private final ChatLimits limits;
    private final Backpressure pressure;
    private final MemoryBudget.Account memory;
    private final OutboundQueue queue;
    /** Why the connection ends, set once. */
    private final AtomicReference<String> ending = new AtomicReference<>();
    // Both are used by the reading thread only.
    private boolean heard;
    private boolean speaksHttp;
    private final Scheduler scheduler;
    private final SilenceWatch silence;
    private volatile Function<String, SharedBytes> encoding = WITH_LF;
    private volatile ChatMember member;

    ChatConnection(Socket socket, Chat chat, ChatLimits limits, Backpressure pressure, Scheduler scheduler)
            throws IOException {
        this.socket = socket;
        this.chat = chat;
        this.limits = limits;
        this.pressure = pressure;
        socket.setTcpNoDelay(true);
        socket.setOOBInline(true); // telnet sends interrupts as urgent data, of which Java would drop a byte
        socket.setSendBufferSize(SEND_BUFFER);
        this.memory = limits.members().memory().open(this::evicted);
        this.queue = new OutboundQueue(socket.getOutputStream(), limits.backlog(), memory,
                this::cannotWrite);
        this.scheduler = scheduler;
        this.silence = new SilenceWatch(scheduler, limits.idle(), _ -> idle());
    }

    ChatMember enter() {
        member = chat.enter(this);
        if (ending.get() != null) {
            chat.leave(member); // it was disconnected while it was entering
        }
        return member;
    }

    /** Serves the member until the connection ends; returns the reason in a few words. */
    String serve() {
        if (limits.idle().isPositive()) {
            silence.start();
        }
        try {
            ending.compareAndSet(null, readToTheEnd());
        } finally {
            silence.stop();
            chat.leave(member);
        }
        queue.close(new byte[0]);
        deliver(); // the peer may have closed only its own direction, and still read
        memory.close();
        return ending.get();
    }

    private String readToTheEnd() {
        TelnetDecoder telnet = new TelnetDecoder(this);
        LineDecoder lines = new LineDecoder(limits.lineLength());
        byte[] chunk = new byte[READ_SIZE];
        Turns turns = new Turns();
        try {
            InputStream in = socket.getInputStream();
            int count = silence.read(in, chunk, 0, chunk.length);
            while (count >= 0) {
                int capacity = lines.capacity();
                lines.feed(chunk, 0, telnet.decode(chunk, count), this::take);
                memory.add(lines.capacity() - capacity);
                turns.read(count);
                count = silence.read(in, chunk, 0, chunk.length);
            }
            lines.finish(this::take);
            return "it closed";
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private void idle() {
        silence.stop();
        end(new ChatLine("* nothing heard from you for " + typed(limits.idle()) + "; goodbye"), "idle");
    }

    /** Returns {@code 1m30s}, as it is typed. */
    private static String typed(Duration time) {
        return time.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    private void take(LineDecoder.Line line) {
        boolean isFirst = !heard;
        heard = true;
        switch (line) {
            case LineDecoder.Line.Text(var text) when isFirst && WrongProtocol.isHttp(text) -> {
                speaksHttp = true; // what follows is of a web page's making
                end(new ChatLine("! this is a chat of lines over TCP, not a web server; goodbye"),
                        "it spoke HTTP");
            }
            case LineDecoder.Line _ when speaksHttp -> {
            }
            case LineDecoder.Line _ -> {
                chat.handle(member, line);
                awaitDrain();
            }
        }
    }

    private void awaitDrain() {
        try {
            pressure.awaitDrain();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // ends the next read
        }
    }

    @Override
    public void areYouThere() {
        member.notice("yes, the chat is here");
    }

    /** Only a Telnet client negotiates. */
    @Override
    public void reply(byte[] bytes) {
        encoding = WITH_CRLF;
        send(new SharedBytes(bytes));
    }

    @Override
    public void line(ChatLine line) {
        send(line.encoded(encoding));
    }

    private void send(SharedBytes bytes) {
        if (queue.offer(bytes, () -> {})) {
            pressure.offered(queue, bytes.length());
        } else if (!queue.isClosed()) {
            endDiscarding("* you read too slowly: more than " + limits.backlog()
                    + " bytes were waiting for you and are lost; goodbye", "too slow");
        }
    }

    /** Called by another thread: this connection holds most of the memory. */
    private void evicted() {
        long unread = queue.backlog();
        if (unread > 0) {
            endDiscarding("! no memory is left for the " + unread
                    + " bytes that you have not read, and they are lost; goodbye",
                    "too slow, and no memory is left");
        } else {
            endDiscarding("! no memory is left for your line; goodbye", "no memory is left for its line");
        }
    }

    private void endDiscarding(String lastLine, String why) {
        if (ending.compareAndSet(null, why)) {
            queue.closeDiscarding(encoding.apply(lastLine).bytes());
            hangUp();
        }
    }

    @Override
    public void end(ChatLine lastLine) {
        end(lastLine, "goodbye");
    }

    private void end(ChatLine lastLine, String why) {
        if (ending.compareAndSet(null, why)) {
            queue.close(lastLine.encoded(encoding).bytes());
            hangUp();
        }
    }

    /** Closes the connection in a thread of its own, since it has to wait for the peer. */
    private void hangUp() {
        Thread.ofVirtual().name("hang up").start(() -> {
            if (member != null) { // else enter() removes it
                chat.leave(member);
            }
            try {
                socket.setSendBufferSize(SEND_BUFFER_AT_END);
                deliver();
                // closing while the peer still sends would cause a RST, which can destroy the last line
                scheduler.after(LINGER, this::closeNow);
            } catch (IOException _) {
                closeNow();
            }
        });
    }

    /** Waits until the queue is written, and closes the sending direction. */
    private void deliver() {
        try {
            queue.awaitWritten(NO_PROGRESS);
            socket.shutdownOutput();
        } catch (IOException | InterruptedException _) {
            // the peer has closed
        }
    }

    private void cannotWrite(IOException e) {
        ending.compareAndSet(null, e.getMessage());
        closeNow();
    }

    private void closeNow() {
        Sockets.closeQuietly(socket);
    }
}
