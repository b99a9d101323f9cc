package netkit.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

import netkit.net.Backpressure;
import netkit.net.Endpoint;
import netkit.net.Listener;
import netkit.net.MemoryBudget;
import netkit.net.OutboundQueue;
import netkit.net.Scheduler;
import netkit.net.SilenceWatch;
import netkit.net.Sockets;
import netkit.net.StallTimer;

/**
 * An open WebSocket connection. One thread reads, in {@link #run}, and calls the handler, which sends with
 * {@link #reply}: replies are written together when the available input is consumed, and may wait for a slow peer. All
 * other threads send with {@link #send} and the like, which never wait.
 */
public final class WebSocketConnection {
    private static final byte[] NO_PAYLOAD = {};
    private static final int FIRST_INPUT = 128;
    private static final int MAX_INPUT = 64 * 1024;
    /** A connection that keeps more memory than this takes it from the budget of all connections. */
    private static final int UNCOUNTED = 8 * 1024;
    /** The silence after which a connection without pings releases what it keeps. */
    static final Duration RELEASE_TIMEOUT = Duration.ofSeconds(10);
    /** Limit for the delivery of the close frame without progress. */
    static final Duration WRITE_STALL_TIMEOUT = Duration.ofSeconds(5);

    private final Role role;
    private final Socket socket;
    private final WebSocketOptions options;
    private final NegotiatedHandshake handshake;
    private final WebSocketHandler handler;
    private final FrameTrace trace;
    private final OutboundQueue queue;
    private final FrameSender sender;
    private final MessageInflater inflater;
    private final MessageReader messages;
    /** Guarded by itself; the close frame that follows from a change is queued under the same lock. */
    private final ClosingHandshake closing;
    private final CountDownLatch ended = new CountDownLatch(1);
    private Runnable onEnd = () -> {};

    private byte[] input;
    private int inputLength;
    /** Number of successful reads; only the reading thread writes it. */
    private volatile long reads;
    /** Bytes taken from the budget; changed by the reading thread, or while it waits. */
    private int counted;
    /** Null until the connection has something to do when its peer is silent. */
    private SilenceWatch silence;
    /** Null without pings. */
    private StallTimer stalledWrite;

    /**
     * Creates a connection on a socket whose opening handshake is complete.
     *
     * @param leftover bytes read together with the handshake: the beginning of the first frame
     * @param maskingKeys supplies the masking key of each frame that a client sends; it must be unpredictable (RFC 6455
     *        §10.3)
     */
    public WebSocketConnection(Role role, Socket socket, byte[] leftover, NegotiatedHandshake handshake,
            WebSocketOptions options, IntSupplier maskingKeys, Frame.Observer observer,
            WebSocketHandler handler) throws IOException {
        this.role = role;
        this.socket = socket;
        this.options = options;
        this.handshake = handshake;
        this.handler = handler;
        this.trace = FrameTrace.of(observer);
        this.closing = new ClosingHandshake(role);
        this.input = Arrays.copyOf(leftover, Math.max(FIRST_INPUT, leftover.length));
        this.inputLength = leftover.length;
        this.queue = new OutboundQueue(socket.getOutputStream(), options.maxBacklog(),
                e -> fail(String.valueOf(e.getMessage())));
        this.sender = new FrameSender(role, queue,
                handshake.deflate().map(parameters -> parameters.deflater(role)).orElse(null), maskingKeys,
                trace);
        this.inflater = handshake.deflate().map(parameters -> parameters.inflater(role)).orElse(null);
        this.messages = new MessageReader(role, inflater, options.maxMessage(), new Incoming(),
                trace.isOn() ? trace : Frame.Observer.NONE);
    }

    public NegotiatedHandshake handshake() {
        return handshake;
    }

    /** Returns the address of the peer. */
    public Endpoint peer() {
        return Endpoint.of((InetSocketAddress) socket.getRemoteSocketAddress());
    }

    // ---- sending

    /**
     * Sends a message from the handler, on the reading thread; it may wait for a slow peer. The bytes are copied.
     *
     * @param type {@link Opcode#TEXT}, for bytes that are UTF-8, or {@link Opcode#BINARY}
     * @return false when it was not sent: the connection is closing
     */
    public boolean reply(Opcode type, byte[] bytes, int from, int length) throws IOException {
        return sender.reply(type, bytes, from, length);
    }

    /**
     * Sends a message from any thread, without waiting. The bytes are copied.
     *
     * @param type {@link Opcode#TEXT}, for bytes that are UTF-8, or {@link Opcode#BINARY}
     * @return false when it was not sent: the connection is closing, or the backlog is full
     */
    public boolean send(Opcode type, byte[] bytes, int from, int length) {
        return sender.send(type, bytes, from, length);
    }

    /** Sends a text message as {@link #send(Opcode, byte[], int, int)} does. */
    public boolean sendText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return send(Opcode.TEXT, utf8, 0, utf8.length);
    }

    /**
     * Sends a message that goes to many connections as {@link #send(Opcode, byte[], int, int)} does.
     *
     * @param pressure notes the backlog, so that the calling thread can wait for it later
     */
    public boolean send(PreparedMessage message, Backpressure pressure) {
        boolean sent = sender.send(message);
        pressure.offered(queue, message.payload().length);
        return sent;
    }

    /**
     * Sends a ping as {@link #send(Opcode, byte[], int, int)} does.
     *
     * @param payload at most 125 bytes, which the pong echoes (RFC 6455 §5.5.2)
     */
    public boolean ping(byte[] payload) {
        if (payload.length > FrameHeader.MAX_SHORT_PAYLOAD) {
            throw new IllegalArgumentException(
                    "a ping has at most 125 bytes of payload, not " + payload.length);
        }
        return sender.send(Opcode.PING, payload, 0, payload.length);
    }

    /**
     * Sends a frame as it is, legal or not, to demonstrate how the peer reacts.
     *
     * @return as {@link #send(Opcode, byte[], int, int)}
     */
    public boolean sendFrame(Frame frame) {
        if (frame.opcode() != Opcode.CLOSE) {
            return sender.send(frame);
        }
        synchronized (closing) {
            boolean first = closing.close();
            if (first) {
                sender.close(frame.encode(), () -> {});
            }
            return first;
        }
    }

    /** Returns the number of bytes that wait to be written. */
    public long backlog() {
        return queue.backlog();
    }

    /**
     * Waits until a message of this size can be queued; for connections with a single sending thread.
     *
     * @return false when the connection is closing
     */
    public boolean awaitRoom(int length) throws InterruptedException {
        return sender.awaitRoom(length);
    }

    // ---- closing

    /**
     * Starts the closing handshake (RFC 6455 §7.1.2); the connection ends with the peer's close frame, or a timeout.
     *
     * @throws IllegalArgumentException when the code must not be sent
     */
    public void close(int code, String reason) {
        if (!CloseCode.isSendable(code)) {
            throw new IllegalArgumentException(
                    code + " is not a close code that may be sent: 1000 to 1003, 1007 to 1014, 3000 to 4999");
        }
        close(new CloseStatus(code, reason), false);
    }

    /** Starts the closing handshake without a close code (RFC 6455 §5.5.1). */
    public void close() {
        close(CloseStatus.NONE, false);
    }

    /** Starts the closing handshake and discards the frames that wait for a peer that reads too slowly. */
    public void closeDiscarding(int code, String reason) {
        close(new CloseStatus(code, reason), true);
    }

    private void close(CloseStatus status, boolean discarding) {
        synchronized (closing) {
            if (!closing.close()) {
                return;
            }
            StallTimer delivery = failIfStalled("our close frame with " + status.code()
                    + " could not be delivered: the peer read nothing for "
                    + WRITE_STALL_TIMEOUT.toMillis() + " ms");
            Runnable onWritten = () -> {
                delivery.stop();
                awaitReply(status.code());
            };
            if (discarding) {
                sender.closeDiscarding(status, onWritten);
            } else {
                sender.close(status, onWritten);
            }
        }
    }

    private StallTimer failIfStalled(String why) {
        return StallTimer.start(scheduler(), WRITE_STALL_TIMEOUT, queue::written, () -> fail(why));
    }

    /** A client waits longer while the server still sends; a server does not, so that no client can delay it. */
    private void awaitReply(int code) {
        StallTimer.start(scheduler(), options.closeTimeout(), () -> role == Role.CLIENT ? reads : 0,
                () -> fail("our close frame with " + code + " got no reply within "
                        + options.closeTimeout().toMillis() + " ms"));
    }

    /** Fails the connection: closes the socket at once (RFC 6455 §7.1.7). The reason of the first call counts. */
    void fail(String why) {
        if (ended.getCount() > 0) {
            abort(why);
            Thread.ofVirtual().name("fail").start(() -> Sockets.closeAtOnce(socket)); // with TLS, closing may block
        }
    }

    private void abort(String why) {
        synchronized (closing) {
            closing.abort(why);
        }
    }

    /** Waits for {@link #run} to return. */
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    // ---- reading

    /** Sets an action that runs when the connection has ended, after the handler's last call. */
    void onEnd(Runnable action) {
        onEnd = action;
    }

    /** Reads until the connection ends. */
    public void run() {
        begin(() -> false);
    }

    /** Reads as {@link #run} does, in steps: another one follows on another thread when asked to move there. */
    Listener.Step begin(BooleanSupplier moving) {
        return proceed(true, moving);
    }

    private Listener.Step resume(BooleanSupplier moving) {
        return proceed(false, moving);
    }

    private Listener.Step proceed(boolean opening, BooleanSupplier moving) {
        boolean ending = true;
        try {
            if (opening) {
                open();
            }
            ending = read(moving);
        } catch (WebSocketException e) {
            handler.failed(this, e);
            failWith(new CloseStatus(e.closeCode(), e.getMessage()));
        } catch (IOException e) {
            abort(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            failWith(new CloseStatus(CloseCode.INTERNAL_ERROR, "internal error"));
            throw e;
        } finally {
            if (ending) {
                end();
            }
        }
        return ending ? null : this::resume;
    }

    private void open() throws IOException {
        if (pingsEnabled()) {
            silence = new SilenceWatch(scheduler(), options.pingInterval(), this::silent);
            silence.start();
            stalledWrite = StallTimer.start(scheduler(), options.pingInterval(), this::progress,
                    () -> fail("nothing received, and nothing sent was read, for "
                            + options.pingInterval().toMillis() + " ms"));
        }
        handler.opened(this);
        sender.flush();
    }

    private boolean pingsEnabled() {
        return options.pingInterval().isPositive();
    }

    private Scheduler scheduler() {
        return options.scheduler();
    }

    /** Changes with each byte that moves in either direction, and always while no byte waits to be written. */
    private long progress() {
        return queue.backlog() == 0 ? scheduler().now() : queue.written() + reads;
    }

    /** RFC 6455 §7.1.7: fails the connection, with a close frame. */
    private void failWith(CloseStatus status) {
        synchronized (closing) {
            if (closing.fail(status)) {
                sender.close(status, () -> {});
            }
        }
    }

    /** @return false when asked to move to another thread */
    private boolean read(BooleanSupplier moving) throws IOException {
        InputStream in = socket.getInputStream();
        while (true) {
            int used = messages.feed(input, 0, inputLength);
            sender.flush();
            if (!mayReceive()) {
                return true;
            }
            System.arraycopy(input, used, input, 0, inputLength - used);
            inputLength -= used;
            countMemory();
            if (moving.getAsBoolean()) {
                return false;
            }
            int count = read(in);
            if (count < 0) {
                abort("the connection ended without a close frame");
                return true;
            }
            reads++;
            inputLength += count;
        }
    }

    private boolean mayReceive() {
        synchronized (closing) {
            return closing.mayReceive();
        }
    }

    private int read(InputStream in) throws IOException {
        if (inputLength == input.length) {
            growInput();
        }
        int room = input.length - inputLength;
        int count = silence == null
                ? in.read(input, inputLength, room)
                : silence.read(in, input, inputLength, room);
        if (count == room && input.length < MAX_INPUT) {
            growInput(); // more is likely to follow
        }
        return count;
    }

    private void growInput() {
        input = Arrays.copyOf(input, Math.min(MAX_INPUT, 4 * input.length));
    }

    // ---- memory and silence

    /** Returns the bytes of memory kept for later frames. */
    int retainedBytes() {
        return input.length + messages.retainedBytes() + sender.retainedBytes();
    }

    /** Before the thread waits: what it keeps is taken from the budget of all connections, or else released. */
    private void countMemory() {
        int more = countable() - counted;
        if (more > 0 && !MemoryBudget.SHARED.take(more)) {
            input = Arrays.copyOf(input, Math.max(FIRST_INPUT, inputLength));
            releaseBuffers();
        } else if (more > 0) {
            counted += more;
            if (silence == null) {
                silence = new SilenceWatch(scheduler(), RELEASE_TIMEOUT, this::silent);
            }
            silence.start();
        } else if (more < 0) {
            giveBack();
        }
    }

    private int countable() {
        int kept = retainedBytes();
        return kept > UNCOUNTED ? kept : 0;
    }

    /** Releases what is kept, except for the input of the current read. */
    private void releaseBuffers() {
        messages.releaseBuffers();
        sender.releaseBuffers();
        giveBack();
    }

    private void giveBack() {
        int released = Math.max(0, counted - countable());
        counted -= released;
        MemoryBudget.SHARED.giveBack(released);
    }

    /** Called while the reading thread waits. */
    private void silent(int times) {
        releaseBuffers();
        if (!pingsEnabled()) {
            silence.stop();
        } else if (times == 1) {
            ping(NO_PAYLOAD);
        } else {
            fail("no pong within " + options.pingInterval().toMillis() + " ms");
        }
    }

    /** Whether a watched connection waits for its peer. */
    boolean isWaiting() {
        return silence.isWaiting();
    }

    // ---- the end

    /** Delivers the close frame and waits for the end of the peer's stream: closing earlier could reset the connection. */
    private void end() {
        StallTimer stalled = failIfStalled("the peer read nothing");
        try {
            sender.flush();
            queue.close(NO_PAYLOAD);
            if (queue.awaitWritten()) {
                if (closing.closesTcpFirst()) {
                    socket.shutdownOutput();
                }
                Sockets.discardInput(scheduler(), socket, options.closeTimeout()); // RFC 6455 §1.4
                socket.close();
            }
        } catch (IOException _) {
            // the peer is gone
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        Sockets.closeAtOnce(socket);
        stalled.stop();
        release();
        trace.dispatch();
        try {
            handler.closed(this, result());
        } finally {
            onEnd.run();
            ended.countDown();
        }
    }

    private void release() {
        if (silence != null) {
            silence.stop();
        }
        if (stalledWrite != null) {
            stalledWrite.stop();
        }
        MemoryBudget.SHARED.giveBack(counted);
        sender.release();
        if (inflater != null) {
            inflater.close();
        }
    }

    private CloseStatus result() {
        synchronized (closing) {
            return closing.result();
        }
    }

    /** Handles the messages and control frames of the peer. */
    private final class Incoming implements MessageReader.Sink {
        @Override
        public void message(Opcode type, byte[] bytes, int from, int length) throws IOException {
            handler.message(WebSocketConnection.this, type, bytes, from, length);
        }

        @Override
        public void ping(byte[] bytes, int from, int length) throws IOException {
            sender.reply(Opcode.PONG, bytes, from, length); // RFC 6455 §5.5.2
        }

        @Override
        public void pong(byte[] bytes, int from, int length) throws IOException {
            handler.pong(WebSocketConnection.this, bytes, from, length);
        }

        @Override
        public void close(CloseStatus status) {
            synchronized (closing) {
                if (closing.receive(status)) {
                    sender.close(new CloseStatus(status.code(), ""), () -> {}); // RFC 6455 §5.5.1: the code is echoed
                }
            }
        }
    }
}
