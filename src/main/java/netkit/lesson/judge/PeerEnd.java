package netkit.lesson.judge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

import netkit.lesson.check.Observation;
import netkit.websocket.CloseStatus;
import netkit.websocket.Frame;
import netkit.websocket.MessageReader;
import netkit.websocket.Opcode;
import netkit.websocket.Role;

/** The judge's end of one TCP connection: a thread reads, another one writes, so that neither waits for the other. */
final class PeerEnd implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;
    private static final int MAX_RECEIVED = 64 << 20;

    private final String name;
    private final Events events;
    private final Ladder ladder;
    private final Socket socket;
    private final ExecutorService sender = Executors
            .newSingleThreadExecutor(Thread.ofVirtual().factory());
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    /** What has been received and is still to be compared. */
    private final ByteArrayOutputStream input = new ByteArrayOutputStream();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private AutoReply reply;
    private boolean replying;
    private int replies;
    private boolean ended;
    private boolean reset;
    private boolean closed;
    private boolean stalled;
    private boolean cut;
    private int rate;
    private int waiting;
    /** Reads messages once the connection is a WebSocket; null before. */
    private MessageReader webSocket;
    private final Deque<byte[]> messages = new ArrayDeque<>();
    private byte[] unread = {};
    /** How the program has broken the rules of the WebSocket; null if it has not. */
    private String violation;

    PeerEnd(String name, Events events, Ladder ladder, Socket socket) throws IOException {
        this.name = name;
        this.events = events;
        this.ladder = ladder;
        this.socket = socket;
        socket.setTcpNoDelay(true);
        Thread.startVirtualThread(this::read);
    }

    private void read() {
        byte[] buffer = new byte[BUFFER];
        try {
            while (true) {
                int most = awaitReading();
                int count = socket.getInputStream().read(buffer, 0, most);
                if (count < 0) {
                    end(false);
                    return;
                }
                awaitReading(); // what came while it stalled is seen later
                events.change(() -> {
                    if (webSocket != null) {
                        readMessages(Arrays.copyOf(buffer, count));
                        return;
                    }
                    ladder.received(name, buffer, 0, count);
                    received.write(buffer, 0, Math.min(count, MAX_RECEIVED - received.size()));
                    input.write(buffer, 0, Math.min(count, MAX_RECEIVED - input.size()));
                    replyToLines();
                });
                pause();
            }
        } catch (SocketException e) {
            end(true);
        } catch (IOException | InterruptedException _) {
            end(true);
        }
    }

    /** From now on what the program sends are messages of a WebSocket, and what is sent to it are frames. */
    void upgrade() {
        events.change(() -> {
            webSocket = new MessageReader(Role.SERVER, null, MAX_RECEIVED, new Received(),
                    Frame.Observer.NONE);
            received.reset();
            readMessages(input.toByteArray());
            input.reset();
        });
    }

    private final class Received implements MessageReader.Sink {
        @Override
        public void message(Opcode type, byte[] bytes, int from, int length) {
            byte[] message = Arrays.copyOfRange(bytes, from, from + length);
            ladder.datagram(name + " <- program", message);
            received.writeBytes(message);
            received.write('\n');
            messages.add(message);
        }

        @Override
        public void ping(byte[] bytes, int from, int length) {
            send(new byte[][] {
                new Frame(0x80, 10, false, 0, Arrays.copyOfRange(bytes, from, from + length)).encode()},
                    Duration.ZERO);
        }

        @Override
        public void pong(byte[] bytes, int from, int length) {
            // nothing waits for it
        }

        @Override
        public void close(CloseStatus status) {
            ended = true;
            ladder.event(name + " <- program  closes the WebSocket: " + status);
            send(new byte[][] {new Frame(0x80, 8, false, 0, new byte[0]).encode()}, Duration.ZERO);
            closeGently();
        }
    }

    private void readMessages(byte[] bytes) {
        byte[] all = Arrays.copyOf(unread, unread.length + bytes.length);
        System.arraycopy(bytes, 0, all, unread.length, bytes.length);
        try {
            unread = Arrays.copyOfRange(all, webSocket.feed(all, 0, all.length), all.length);
        } catch (IOException e) {
            violation = e.getMessage();
            ended = true;
        }
    }

    /** Returns the first message that has not been taken; null if there is none. */
    byte[] message() {
        synchronized (events) {
            return messages.peek();
        }
    }

    /** Returns how the program has broken the rules of the WebSocket; null if it has not. */
    String violation() {
        return violation;
    }

    private void pause() throws InterruptedException {
        if (rate > 0) {
            Thread.sleep(50); // a twentieth of a second's bytes have just been read
        }
    }

    private int awaitReading() throws InterruptedException {
        synchronized (events) {
            while ((stalled || cut) && !closed) {
                events.wait();
            }
            return rate == 0 ? BUFFER : Math.clamp(rate / 20, 1, BUFFER);
        }
    }

    private void end(boolean byReset) {
        synchronized (events) {
            if (closed) {
                return;
            }
        }
        events.change(() -> {
            ended = !byReset;
            reset = byReset;
            ladder.event(name + " <- program  " + (byReset ? "resets the connection (RST)"
                    : "closes its direction (FIN)"));
        });
    }

    /** Sends pieces, one write for each. What fails, because the program has closed, shows when the peer reads. */
    void send(byte[][] pieces, Duration pause) {
        synchronized (events) {
            waiting++;
        }
        sender.execute(() -> {
            try {
                for (int i = 0; i < pieces.length; i++) {
                    if (i > 0 && !pause.isZero()) {
                        Thread.sleep(pause);
                    }
                    write(pieces[i]);
                }
            } catch (IOException | InterruptedException _) {
                // the reader sees the end or the reset
            } finally {
                events.change(() -> waiting--);
            }
        });
    }

    private void write(byte[] bytes) throws IOException, InterruptedException {
        awaitHealed();
        byte[] shown = webSocket == null ? bytes
                : FrameExpecting.decode(bytes).map(Observation.ReceivedFrame::payload).orElse(bytes);
        ladder.sent(name, shown, 0, shown.length);
        for (int from = 0; from < bytes.length; from += BUFFER) {
            awaitHealed();
            int length = Math.min(BUFFER, bytes.length - from);
            int start = from;
            socket.getOutputStream().write(bytes, from, length);
            events.change(() -> sent.write(bytes, start, length));
        }
    }

    private void awaitHealed() throws InterruptedException {
        synchronized (events) {
            while (cut && !closed) {
                events.wait();
            }
        }
    }

    private interface Closing {
        void run() throws IOException;
    }

    private void afterSending(String what, boolean closes, Closing closing) {
        synchronized (events) {
            waiting++;
        }
        sender.execute(() -> {
            try {
                awaitHealed();
                events.change(() -> {
                    closed |= closes;
                    ladder.event(name + " -> program  " + what);
                });
                closing.run();
            } catch (IOException | InterruptedException _) {
                // the program was faster
            } finally {
                events.change(() -> waiting--);
            }
        });
    }

    void closeGently() {
        afterSending("closes (FIN)", true, socket::close);
    }

    void halfClose() {
        afterSending("closes its direction (FIN)", false, socket::shutdownOutput);
    }

    void reset() {
        afterSending("resets the connection (RST)", true, () -> {
            socket.setSoLinger(true, 0);
            socket.close();
        });
    }

    void stall(boolean on) {
        events.change(() -> stalled = on);
    }

    void cut(boolean on) {
        events.change(() -> cut = on);
    }

    void rate(int bytesPerSecond) {
        events.change(() -> rate = bytesPerSecond);
    }

    /** Whether all has been sent that is to be sent now. */
    boolean hasSent() {
        return waiting == 0 || stalled || cut || reset;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean wasReset() {
        return reset;
    }

    boolean isOver() {
        return ended || reset;
    }

    int available() {
        return webSocket == null ? input.size() : messages.size();
    }

    /** Returns what has been received and not yet been taken. */
    byte[] pending() {
        synchronized (events) {
            return webSocket == null ? input.toByteArray()
                    : messages.isEmpty() ? new byte[0] : messages.peek().clone();
        }
    }

    void take(int count) {
        synchronized (events) {
            if (webSocket != null) {
                messages.remove();
                return;
            }
            byte[] rest = input.toByteArray();
            input.reset();
            input.write(rest, count, rest.length - count);
        }
    }

    /** A reply to each line that equals one. */
    record AutoReply(byte[] line, byte[] bytes, Duration delay) {}

    /** @param other null for none: the lines are still left out of what is compared */
    void reply(AutoReply other) {
        events.change(() -> {
            replying = other != null;
            reply = other == null ? reply : other;
            replyToLines();
        });
    }

    /** Takes the lines that are replied to out of the input; the monitor is held. */
    private void replyToLines() {
        if (reply == null) {
            return;
        }
        byte[] bytes = input.toByteArray();
        input.reset();
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n' || i == bytes.length - 1) {
                if (Arrays.equals(bytes, from, i + 1, reply.line, 0, reply.line.length)) {
                    replies++;
                    sendReply(reply);
                } else {
                    input.write(bytes, from, i + 1 - from);
                }
                from = i + 1;
            }
        }
    }

    /** Returns how many lines came to which there is a reply. */
    int replies() {
        synchronized (events) {
            return replies;
        }
    }

    private void sendReply(AutoReply to) {
        if (!replying) {
            return;
        }
        Thread.startVirtualThread(() -> {
            try {
                Thread.sleep(to.delay);
                boolean due;
                synchronized (events) {
                    due = replying && !closed;
                }
                if (due) {
                    send(new byte[][] {to.bytes}, Duration.ZERO);
                }
            } catch (InterruptedException | RejectedExecutionException _) {
                // the check is over
            }
        });
    }

    byte[] received() {
        synchronized (events) {
            return received.toByteArray();
        }
    }

    byte[] sent() {
        synchronized (events) {
            return sent.toByteArray();
        }
    }

    @Override
    public void close() {
        events.change(() -> closed = true);
        sender.shutdownNow();
        try {
            socket.close();
        } catch (IOException _) {
            // it is gone
        }
    }
}
