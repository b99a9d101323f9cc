package netkit.compare.machines;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

import netkit.net.Endpoint;
import netkit.net.Sockets;

/**
 * The control connection from bob's machine to the serving side. A thread of its own reads the replies, and another compares
 * the clocks all the time, which also shows the serving side that this one is there.
 */
public final class ComparisonClient implements Closeable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final int MAX_LINE = 1 << 20;
    /** Exchanges of clocks before the first trial, and the time between later ones. */
    private static final int FIRST_SAMPLES = 32;
    private static final Duration BETWEEN_SAMPLES = Duration.ofMillis(250);

    private final Endpoint server;
    private final ControlConnection connection;
    private final ClockSamples clocks = new ClockSamples();
    private final AtomicLong nextId = new AtomicLong();
    private final AtomicInteger nextKey = new AtomicInteger();
    private final Map<Long, CompletableFuture<Reply>> pending = new ConcurrentHashMap<>();
    private final Map<Integer, IntConsumer> news = new ConcurrentHashMap<>();
    private final Thread reader = Thread.ofPlatform().daemon().name("control").unstarted(this::readAll);
    private final Thread clock = Thread.ofPlatform().daemon().name("clocks").unstarted(this::compareClocks);
    private volatile IOException failure;

    record Reply(ControlLine line, long at) {}

    private ComparisonClient(Endpoint server, ControlConnection connection) {
        this.server = server;
        this.connection = connection;
    }

    /**
     * Connects, shows that it knows the token, and compares the clocks.
     *
     * @throws IOException with one line, if the serving side cannot be reached, or refuses
     */
    public static ComparisonClient connect(Endpoint server, Token token)
            throws IOException, InterruptedException {
        Socket socket;
        try {
            socket = Sockets.connect(new Socket(), server.resolve(), CONNECT_TIMEOUT);
        } catch (UnknownHostException e) {
            throw e;
        } catch (IOException e) {
            throw Sockets.cannotConnect(server, e, "is 'netkit compare --serve' running there?");
        }
        ControlConnection connection = new ControlConnection(socket);
        ComparisonClient client = new ComparisonClient(server, connection);
        try {
            client.introduce(token);
            connection.setTimeout(SILENCE);
            client.reader.start();
            for (int i = 0; i < FIRST_SAMPLES; i++) {
                client.compareClocksOnce();
            }
            client.clock.start();
            return client;
        } catch (IOException | InterruptedException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void introduce(Token token) throws IOException {
        connection.setTimeout(CONNECT_TIMEOUT);
        ControlLine first = firstLine();
        long version = first.number(ControlLine.PROTOCOL, 0, Integer.MAX_VALUE);
        connection.write(new ControlLine().with(ControlLine.PROTOCOL, ControlLine.VERSION).with("proof",
                token.proof(first.text("challenge"))));
        if (version != ControlLine.VERSION) {
            throw new ControlException(server + " speaks version " + version
                    + " of the control protocol, and this netkit " + ControlLine.VERSION
                    + ": use the same netkit on both machines");
        }
        ControlLine welcome = connection.read(MAX_LINE);
        requireNotEnded(welcome);
        if (!welcome.has("welcome")) {
            throw new ControlException(server + " does not keep to the control protocol");
        }
    }

    private ControlLine firstLine() throws IOException {
        ControlLine line;
        try {
            line = connection.read(MAX_LINE);
        } catch (SocketTimeoutException | EOFException | ControlException e) {
            throw new ControlException(server + " is not 'netkit compare --serve'");
        }
        requireNotEnded(line);
        if (!line.has(ControlLine.PROTOCOL)) {
            throw new ControlException(server + " is not 'netkit compare --serve'");
        }
        return line;
    }

    private void requireNotEnded(ControlLine line) throws ControlException {
        Optional<String> end = line.optionalText("end");
        if (end.isPresent()) {
            throw new ControlException(server + ": " + end.get());
        }
    }

    public Endpoint server() {
        return server;
    }

    /** Returns the serving side's address. */
    public InetAddress serverAddress() {
        return connection.peerAddress();
    }

    /** Returns this machine's address, as the serving side sees it if there is no NAT. */
    public InetAddress ownAddress() {
        return connection.ownAddress();
    }

    public ClockSamples clocks() {
        return clocks;
    }

    /** Returns a number that names a new trial. */
    public int nextKey() {
        return nextKey.getAndIncrement();
    }

    InetSocketAddress at(int port) {
        return new InetSocketAddress(connection.peerAddress(), port);
    }

    /** Sets what receives how many messages of a trial have been offered. */
    void onOffered(int trial, IntConsumer offered) {
        news.put(trial, offered);
    }

    void forget(int trial) {
        news.remove(trial);
    }

    /** Sends a request, to whose reply {@link #await} leads. */
    CompletableFuture<Reply> begin(String what, ControlLine parameters) {
        long id = nextId.getAndIncrement();
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        pending.put(id, reply);
        if (failure != null) { // after it was put, so that no reply is waited for in vain
            reply.completeExceptionally(failure);
            return reply;
        }
        try {
            connection.write(parameters.with("id", id).with("do", what));
        } catch (IOException _) {
            // the thread that reads knows why, and fails the reply
        }
        return reply;
    }

    /** Waits for a reply; longer than the serving side may take, since its silence ends the connection. */
    ControlLine await(CompletableFuture<Reply> reply) throws IOException, InterruptedException {
        return awaitReply(reply).line;
    }

    private Reply awaitReply(CompletableFuture<Reply> reply) throws IOException, InterruptedException {
        try {
            Reply got = reply.get();
            Optional<String> error = got.line.optionalText("error");
            if (error.isPresent()) {
                throw new ControlException(error.get());
            }
            return got;
        } catch (ExecutionException e) {
            IOException cause = (IOException) e.getCause();
            throw new IOException(cause.getMessage(), cause);
        }
    }

    /** Sends a request, and waits for its reply. */
    ControlLine request(String what, ControlLine parameters) throws IOException, InterruptedException {
        return await(begin(what, parameters));
    }

    // ---- what the serving side sends

    private void readAll() {
        try {
            while (true) {
                ControlLine line = connection.read(MAX_LINE);
                long at = connection.receivedAt();
                requireNotEnded(line);
                if (line.has("id")) {
                    CompletableFuture<Reply> reply = pending.remove(line.number("id", 0, Long.MAX_VALUE));
                    if (reply != null) {
                        reply.complete(new Reply(line, at));
                    }
                } else if (line.has("offered")) {
                    IntConsumer offered = news.get((int) line.number("trial", 0, Integer.MAX_VALUE));
                    if (offered != null) {
                        offered.accept((int) line.number("offered", 0, Integer.MAX_VALUE));
                    }
                }
            }
        } catch (ControlException e) {
            fail(e);
        } catch (SocketTimeoutException e) {
            fail(new IOException(server + " has not answered for " + SILENCE.toSeconds() + " s", e));
        } catch (EOFException e) {
            fail(new IOException(server + " has closed the control connection", e));
        } catch (IOException | RuntimeException e) {
            fail(new IOException("the control connection to " + server + " has failed: " + e.getMessage(),
                    e));
        }
    }

    private void fail(IOException why) {
        failure = why;
        pending.values().forEach(reply -> reply.completeExceptionally(why));
        connection.close();
    }

    /** Returns why the connection has failed, if it has. */
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    // ---- clocks

    private void compareClocks() {
        try {
            while (true) {
                Thread.sleep(BETWEEN_SAMPLES);
                compareClocksOnce();
            }
        } catch (IOException | InterruptedException _) {
            // closed, or failed: the reader says so
        }
    }

    private void compareClocksOnce() throws IOException, InterruptedException {
        long sent = System.nanoTime();
        Reply reply = awaitReply(begin("clock", new ControlLine()));
        clocks.add(
                new ClockSamples.Sample(sent, reply.line.number("received", Long.MIN_VALUE, Long.MAX_VALUE),
                        reply.line.number("sent", Long.MIN_VALUE, Long.MAX_VALUE), reply.at));
    }

    // ---- the end

    /** Tells the serving side that this was all, or that it was stopped, and closes the connection. */
    public void bye(boolean done) {
        clock.interrupt();
        if (failure == null) {
            try {
                connection.write(new ControlLine().with("bye", true).with("done", done));
            } catch (IOException _) {
                // it is gone
            }
        }
        close();
    }

    @Override
    public void close() {
        clock.interrupt();
        connection.close();
    }
}
