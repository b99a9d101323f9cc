package netkit.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

import netkit.net.Backpressure;
import netkit.net.Endpoint;
import netkit.net.Listener;
import netkit.net.MemoryBudget;
import netkit.net.MessageTimer;
import netkit.net.OutboundQueue;
import netkit.net.Scheduler;
import netkit.net.SilenceWatch;
import netkit.net.StallTimer;

/**
 * An open WebSocket connection. One thread reads, in {@link #run}, and calls the handler, which sends with
 * {@link #reply}: replies are written together when the available input is consumed, and may wait for a slow peer. All
 * other threads send with {@link #send} and the like, which never wait.
 */
public final class WebSocketConnection {
    private static final byte[] NO_PAYLOAD = {};
    /** The silence after which a connection without pings releases what it keeps. */
    static final Duration RELEASE_TIMEOUT = Duration.ofSeconds(10);
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
    private final ConnectionCloser closer;
    private final CountDownLatch ended = new CountDownLatch(1);
    private Runnable onEnd = () -> {};

    private final ReadBuffer input;
    /** Number of successful reads; only the reading thread writes it. */
    private volatile long reads;
    private final MemoryBudget.Account memory;
    private final ConnectionBuffers buffers;
    private final MessageTimer messageTimer;
    /** Null until the connection has something to do when its peer is silent, or memory to release. */
    private volatile SilenceWatch silence;
    /** Null without pings. */
    private StallTimer stalledWrite;

    /**
     * Creates a connection on a socket whose opening handshake is complete.
     *
     * @param leftover bytes read together with the handshake: the beginning of the first frame
     * @param memory counts what is held for the peer; it is closed at the end
     * @param maskingKeys supplies the masking key of each frame that a client sends; it must be unpredictable (RFC 6455
     *        §10.3)
     */
    public WebSocketConnection(Role role, Socket socket, byte[] leftover, NegotiatedHandshake handshake,
            WebSocketOptions options, MemoryBudget.Account memory, IntSupplier maskingKeys,
            Frame.Observer observer, WebSocketHandler handler) throws IOException {
        this.role = role;
        this.socket = socket;
        this.options = options;
        this.handshake = handshake;
        this.handler = handler;
        this.trace = FrameTrace.of(observer);
        this.input = new ReadBuffer(leftover);
        this.memory = memory;
        this.queue = new OutboundQueue(socket.getOutputStream(), options.maxBacklog(), memory,
                e -> fail(String.valueOf(e.getMessage())));
        this.sender = new FrameSender(role, queue,
                handshake.deflate().map(parameters -> parameters.deflater(role)).orElse(null), maskingKeys,
                trace);
        this.closer = new ConnectionCloser(role, socket, queue, sender, options);
        this.inflater = handshake.deflate().map(parameters -> parameters.inflater(role)).orElse(null);
        this.messages = new MessageReader(role, inflater, options.maxMessage(), new Incoming(),
                trace.isOn() ? trace : Frame.Observer.NONE, memory);
        this.buffers = new ConnectionBuffers(memory, input, messages, sender);
        this.messageTimer = new MessageTimer(options.scheduler(), options.messageTimeout(), this::tooSlow);
        memory.onEviction(this::evicted);
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

    /** Sends a message as {@link #send(Opcode, byte[], int, int)} does. */
    public boolean send(PreparedMessage message) {
        return sender.send(message);
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
        return frame.opcode() == Opcode.CLOSE ? closer.close(frame) : sender.send(frame);
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

    /** As {@link #close} but discards what waits for a slow peer; returns false if the connection is closing already. */
    public boolean closeDiscarding(int code, String reason) {
        return close(new CloseStatus(code, reason), true);
    }

    private boolean close(CloseStatus status, boolean discarding) {
        // a client waits longer while the server still sends; a server does not, so that no client can delay it
        return closer.close(status, discarding, () -> role == Role.CLIENT ? reads : 0);
    }

    /** Fails the connection: closes the socket at once (RFC 6455 §7.1.7). The reason of the first call counts. */
    void fail(String why) {
        closer.fail(why);
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
            closer.fail(new CloseStatus(e.closeCode(), e.getMessage()));
        } catch (IOException e) {
            closer.abort(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            closer.fail(new CloseStatus(CloseCode.INTERNAL_ERROR, "internal error"));
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
                    () -> closer.fail("nothing received, and nothing sent was read, for "
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

    /** @return false when asked to move to another thread */
    private boolean read(BooleanSupplier moving) throws IOException {
        InputStream in = socket.getInputStream();
        while (true) {
            input.feed(messages);
            sender.flush();
            if (!closer.mayReceive()) {
                return true;
            }
            watchMemory();
            limitTime();
            if (moving.getAsBoolean()) {
                return false;
            }
            if (!input.read(in, silence)) {
                closer.abort("the connection ended without a close frame");
                return true;
            }
            messageTimer.resume();
            reads++;
        }
    }

    // ---- memory and silence

    /** Returns the bytes of memory kept for later frames. */
    int retainedBytes() {
        return buffers.retainedBytes();
    }

    /** Before the thread waits: a peer that stays silent has the memory released. */
    private void watchMemory() {
        if (buffers.count()) {
            if (silence == null) {
                silence = new SilenceWatch(scheduler(), RELEASE_TIMEOUT, this::silent);
            }
            silence.start();
        }
    }

    /** Closes the connection because it holds most of the memory; called by another thread. */
    private void evicted() {
        if (messages.heldBytes() > queue.backlog()) {
            closeDiscarding(CloseCode.TOO_BIG, "no memory is left for this message");
        } else {
            closeDiscarding(CloseCode.TRY_AGAIN_LATER, "no memory is left for what you have not read");
        }
        SilenceWatch watch = silence;
        if (watch != null) { // else the reading thread discards it, at most a small buffer
            watch.runWhileWaiting(messages::discard);
        }
    }

    /** Before the thread waits: a client's message that has begun must be complete in time. */
    private void limitTime() {
        if (role == Role.SERVER && (messages.isIncomplete() || !input.isEmpty())) {
            messageTimer.await(messages.messageNumber(), messages.receivedBytes());
        }
    }

    private void tooSlow() {
        closeDiscarding(CloseCode.POLICY_VIOLATION, "a message was not complete "
                + options.messageTimeout().toSeconds() + " s after its beginning");
    }

    /** Called while the reading thread waits. */
    private void silent(int times) {
        buffers.release();
        if (!pingsEnabled()) {
            silence.stop();
        } else if (times == 1) {
            ping(NO_PAYLOAD);
        } else {
            closer.fail("no pong within " + options.pingInterval().toMillis() + " ms");
        }
    }

    /** Whether a watched connection waits for its peer. */
    boolean isWaiting() {
        return silence.isWaiting();
    }

    // ---- the end

    private void end() {
        closer.end();
        if (silence != null) {
            silence.stop();
        }
        if (stalledWrite != null) {
            stalledWrite.stop();
        }
        messageTimer.stop();
        sender.release();
        if (inflater != null) {
            inflater.close();
        }
        trace.dispatch();
        try {
            handler.closed(this, closer.result());
        } finally {
            memory.close();
            onEnd.run();
            ended.countDown();
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
            closer.receive(status);
        }
    }
}
