package netkit.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;

import netkit.net.Backpressure;
import netkit.net.Deadline;
import netkit.net.Endpoint;
import netkit.net.OutboundQueue;
import netkit.net.Sockets;

/**
 * An open WebSocket connection. One thread reads, in {@link #run}; any thread may send. Frames that the reading thread
 * sends, such as an echo, are written together when the available input is consumed, and may block on a slow peer; sending
 * from other threads never blocks.
 */
public final class WebSocketConnection {
    private static final int FIRST_INPUT = 256;
    private static final int MAX_INPUT = 64 * 1024;
    /** An idle connection that retains more memory than this releases it. */
    private static final int RELEASE_THRESHOLD = 8 * 1024;
    private static final Duration IDLE_BEFORE_RELEASE = Duration.ofSeconds(1);
    /** Limit for the delivery of the close frame without progress. */
    private static final Duration WRITE_STALL_TIMEOUT = Duration.ofSeconds(5);

    private final Role role;
    private final Socket socket;
    private final WebSocketOptions options;
    private final NegotiatedHandshake handshake;
    private final WebSocketHandler handler;
    private final Frame.Observer observer;
    private final OutboundQueue queue;
    private final FrameSender sender;
    private final MessageInflater inflater;
    private final CountDownLatch ended = new CountDownLatch(1);

    private final MessageReader messages;
    private final boolean pingsEnabled;
    private byte[] input;
    private int inputLength;
    /** Whether the read timeout is set only to release memory when idle. */
    private boolean releaseTimer;
    private boolean awaitingPong;
    private volatile CloseStatus received;
    /** Why this end failed the connection; null when it did not. */
    private final AtomicReference<String> failure = new AtomicReference<>();
    /** Number of successful reads; only the reading thread writes it. */
    private volatile long reads;

    /**
     * Creates a connection on a socket whose opening handshake is complete.
     *
     * @param leftover bytes read together with the handshake: the beginning of the first frame
     * @param maskingKeys supplies the masking key of each frame that a client sends; it must be unpredictable (RFC 6455
     *        §10.3)
     */
    public WebSocketConnection(Role role, Socket socket, byte[] leftover, NegotiatedHandshake handshake,
            WebSocketOptions options,
            IntSupplier maskingKeys, Frame.Observer observer, WebSocketHandler handler) throws IOException {
        this.role = role;
        this.socket = socket;
        this.options = options;
        this.handshake = handshake;
        this.handler = handler;
        this.observer = observer;
        this.input = Arrays.copyOf(leftover, Math.max(FIRST_INPUT, leftover.length));
        this.inputLength = leftover.length;
        this.queue = new OutboundQueue(socket.getOutputStream(), options.maxBacklog(),
                e -> fail(String.valueOf(e.getMessage())));
        this.sender = new FrameSender(role, queue,
                handshake.deflate().map(parameters -> parameters.deflater(role)).orElse(null), maskingKeys,
                observer);
        this.inflater = handshake.deflate().map(parameters -> parameters.inflater(role)).orElse(null);
        this.messages = new MessageReader(role, inflater, options.maxMessage(), new Incoming(), observer);
        this.pingsEnabled = options.pingInterval().isPositive();
    }

    public NegotiatedHandshake handshake() {
        return handshake;
    }

    /** Returns the address of the peer. */
    public Endpoint peer() {
        return Endpoint.of((InetSocketAddress) socket.getRemoteSocketAddress());
    }

    /**
     * Sends a text message.
     *
     * @return false when it was not sent: the connection is closing, or the backlog is full
     */
    public boolean sendText(String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return send(Opcode.TEXT, utf8, 0, utf8.length);
    }

    /**
     * Sends a message; the bytes are copied before this returns.
     *
     * @param type {@link Opcode#TEXT}, for bytes that are UTF-8, or {@link Opcode#BINARY}
     * @return false when it was not sent: the connection is closing, or the backlog is full
     */
    public boolean send(Opcode type, byte[] bytes, int from, int length) throws IOException {
        return sender.send(type, bytes, from, length);
    }

    /**
     * Sends like {@link #sendText}, but never blocks, on the reading thread either; for callers that hold a lock.
     *
     * @param pressure notes the backlog, so that the caller can wait for it later, without the lock
     */
    public boolean offerText(String text, Backpressure pressure) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        boolean offered = sender.offer(Opcode.TEXT, utf8, 0, utf8.length);
        pressure.offered(queue);
        return offered;
    }

    /** Sends like {@link #send}, but never blocks or gathers: frames leave in the order of the calls of all threads. */
    public boolean offer(Opcode type, byte[] bytes, int from, int length) {
        return sender.offer(type, bytes, from, length);
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
        int growth = length / 1000 + FrameHeader.MAX_LENGTH; // incompressible data grows slightly
        return queue.awaitRoom(length + growth);
    }

    /**
     * Sends a ping.
     *
     * @param payload at most 125 bytes, which the pong echoes (RFC 6455 §5.5.2)
     * @return false when it was not sent: the connection is closing, or the backlog is full
     */
    public boolean ping(byte[] payload) throws IOException {
        if (payload.length > FrameHeader.MAX_SHORT_PAYLOAD) {
            throw new IllegalArgumentException(
                    "a ping has at most 125 bytes of payload, not " + payload.length);
        }
        return sender.send(Opcode.PING, payload, 0, payload.length);
    }

    /**
     * Sends a frame as it is, legal or not, to demonstrate how the peer reacts.
     *
     * @return false when it was not sent: the connection is closing, or the backlog is full
     */
    public boolean sendFrame(Frame frame) {
        return sender.send(frame);
    }

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
        sender.close(new CloseStatus(code, reason));
        enforceCloseTimeout(code);
    }

    /** Starts the closing handshake without a close code (RFC 6455 §5.5.1). */
    public void close() {
        sender.close(CloseStatus.NONE);
        enforceCloseTimeout(CloseCode.NO_STATUS);
    }

    /** Starts the closing handshake and discards the frames that wait for a peer that reads too slowly. */
    public void closeDiscarding(int code, String reason) {
        sender.closeDiscarding(new CloseStatus(code, reason));
        enforceCloseTimeout(code);
    }

    private void enforceCloseTimeout(int code) {
        Thread.ofVirtual().name("close").start(() -> {
            try {
                if (!queue.awaitWritten(WRITE_STALL_TIMEOUT)) {
                    fail("our close frame with " + code
                            + " could not be delivered: the peer read nothing for "
                            + WRITE_STALL_TIMEOUT.toMillis() + " ms");
                } else if (!awaitEndWhileReceiving()) {
                    fail("our close frame with " + code + " got no reply within "
                            + options.closeTimeout().toMillis() + " ms");
                }
            } catch (InterruptedException _) {
                fail("interrupted while closing");
            }
        });
    }

    /** Fails the connection: closes the socket at once (RFC 6455 §7.1.7). The reason of the first call counts. */
    void fail(String why) {
        failure.compareAndSet(null, why);
        Sockets.closeAtOnce(socket);
    }

    /** Waits for the end. A client waits longer while the server still sends; a server does not, so that no client can delay it. */
    private boolean awaitEndWhileReceiving() throws InterruptedException {
        long before;
        do {
            before = reads;
            if (awaitEnd(options.closeTimeout())) {
                return true;
            }
        } while (role == Role.CLIENT && reads != before);
        return false;
    }

    /** Waits for {@link #run} to return. */
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Reads until the connection ends. */
    public void run() {
        sender.setReader(Thread.currentThread());
        CloseStatus status = new CloseStatus(CloseCode.ABNORMAL,
                "the connection ended without a close frame");
        try {
            if (pingsEnabled) {
                Thread.ofVirtual().name("stalled write").start(this::detectStalledWrite);
            }
            setReadTimeout(options.pingInterval());
            handler.opened(this);
            sender.flush();
            read();
            if (received != null) {
                status = received;
            }
        } catch (WebSocketException e) {
            // RFC 6455 §7.1.7: fail the connection, with a close frame
            handler.failed(this, e);
            status = closeWith(e.closeCode(), e.getMessage());
        } catch (IOException e) {
            status = new CloseStatus(CloseCode.ABNORMAL,
                    Objects.requireNonNullElse(failure.get(), String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            status = closeWith(CloseCode.INTERNAL_ERROR, "internal error");
            throw e;
        } finally {
            try {
                end();
                handler.closed(this, status);
            } finally {
                ended.countDown();
            }
        }
    }

    /** Fails the connection when the reading thread, which sends the pings, is blocked in a write and nothing is received. */
    private void detectStalledWrite() {
        try {
            while (!awaitEnd(options.pingInterval())) {
                long before = reads;
                if (!queue.awaitWritten(options.pingInterval()) && reads == before) {
                    fail("nothing received, and nothing sent was read, for "
                            + options.pingInterval().toMillis() + " ms");
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private CloseStatus closeWith(int code, String reason) {
        CloseStatus status = new CloseStatus(code, reason);
        sender.close(status);
        return status;
    }

    /** @param timeout how long a read may block; zero for no limit */
    private void setReadTimeout(Duration timeout) throws IOException {
        socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
    }

    /** Returns the bytes of memory kept for later frames; exact on the reading thread only. */
    int retainedBytes() {
        return input.length + messages.retainedBytes() + sender.retainedBytes();
    }

    private void releaseBuffers() {
        input = Arrays.copyOf(input, FIRST_INPUT); // it holds at most an incomplete header
        messages.releaseBuffers();
        sender.releaseBuffers();
    }

    private void read() throws IOException {
        InputStream in = socket.getInputStream();
        while (true) {
            int used = messages.feed(input, 0, inputLength);
            sender.flush();
            if (received != null) {
                return;
            }
            System.arraycopy(input, used, input, 0, inputLength - used);
            inputLength -= used;
            if (!pingsEnabled && retainedBytes() > RELEASE_THRESHOLD != releaseTimer) {
                releaseTimer = !releaseTimer;
                setReadTimeout(releaseTimer ? IDLE_BEFORE_RELEASE : Duration.ZERO);
            }
            int count = read(in);
            if (count < 0) {
                return;
            }
            awaitingPong = false;
            reads++;
            inputLength += count;
        }
    }

    private int read(InputStream in) throws IOException {
        if (inputLength == input.length) {
            input = Arrays.copyOf(input, 4 * input.length);
        }
        while (true) {
            try {
                int count = in.read(input, inputLength, input.length - inputLength);
                if (inputLength + count == input.length && input.length < MAX_INPUT) {
                    input = Arrays.copyOf(input, 4 * input.length); // more is likely to follow
                }
                return count;
            } catch (SocketTimeoutException _) {
                releaseBuffers();
                if (!pingsEnabled) {
                    releaseTimer = false;
                    setReadTimeout(Duration.ZERO);
                    continue;
                }
                if (awaitingPong) {
                    throw new IOException(
                            "no pong within " + options.pingInterval().toMillis() + " ms");
                }
                awaitingPong = true;
                ping(new byte[0]);
                sender.flush();
            }
        }
    }

    /** Delivers the close frame and waits for the end of the peer's stream: closing earlier could reset the connection. */
    private void end() {
        try {
            sender.flush();
            queue.close(new byte[0]);
            if (queue.awaitWritten(WRITE_STALL_TIMEOUT)) {
                if (role == Role.SERVER || received == null) {
                    socket.shutdownOutput(); // RFC 6455 §7.1.1: the server closes first
                }
                discard();
                socket.close();
            }
        } catch (IOException _) {
            // the peer is gone
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        Sockets.closeAtOnce(socket);
        sender.release();
        if (inflater != null) {
            inflater.close();
        }
    }

    /** Discards what follows a close frame, until the peer closes too (RFC 6455 §1.4). */
    private void discard() throws IOException {
        socket.setSoTimeout(0);
        try (Deadline _ = new Deadline(socket, options.closeTimeout())) {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
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
            sender.send(Opcode.PONG, bytes, from, length); // RFC 6455 §5.5.2
        }

        @Override
        public void pong(byte[] bytes, int from, int length) throws IOException {
            handler.pong(WebSocketConnection.this, bytes, from, length);
        }

        @Override
        public void close(CloseStatus status) throws IOException {
            received = status;
            sender.close(new CloseStatus(status.code(), "")); // RFC 6455 §5.5.1: the close code is echoed
        }
    }
}
