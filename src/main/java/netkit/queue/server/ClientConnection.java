package netkit.queue.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import netkit.net.ClientAddress;
import netkit.net.Endpoint;
import netkit.net.MemoryBudget;
import netkit.net.OutboundQueue;
import netkit.net.Scheduler;
import netkit.net.Sockets;
import netkit.queue.protocol.QueueDecoder;
import netkit.queue.protocol.Replies;
import netkit.queue.protocol.Replies.ReplySlot;
import netkit.queue.protocol.Reply;

/** The server's end of one client's connection: sends replies in the order of the requests, and detects a lost client. */
final class ClientConnection {
    /** The most bytes that may wait to be written, of which this part is reserved for short replies, which cannot wait. */
    private static final int MAX_BACKLOG = 4 << 20;
    static final int RESERVED_FOR_REPLIES = 2 << 20;
    private static final byte[] KEEP_ALIVE = QueueDecoder.encode("");
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
    /** Time for a client that is hung up on to read the last line and close. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final Socket socket;
    private final Consumer<String> log;
    private final Endpoint peer;
    private final Scheduler scheduler;
    private final MemoryBudget.Account memory;
    private final OutboundQueue outbound;
    private final Replies replies;
    /** When the connection was last probed, in nanoseconds of {@link System#nanoTime}. */
    private long probedAt = System.nanoTime();

    /**
     * @param memory counts what is held for all clients
     * @param log receives a line when the client is disconnected; must not block
     */
    ClientConnection(Socket socket, MemoryBudget memory, Scheduler scheduler, Consumer<String> log)
            throws IOException {
        this.scheduler = scheduler;
        this.memory = memory.open(this::evicted);
        this.socket = socket;
        this.log = log;
        this.peer = Endpoint.of((InetSocketAddress) socket.getRemoteSocketAddress());
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true); // detects a consumer that has vanished, so that its messages are requeued
        this.outbound = new OutboundQueue(socket.getOutputStream(), MAX_BACKLOG, this.memory,
                _ -> closeNow());
        this.replies = new Replies(this::send);
    }

    /** Returns the client's address. */
    Endpoint peer() {
        return peer;
    }

    /** Returns what counts as the client's address where queues are limited. */
    String address() {
        return ClientAddress.of(socket.getInetAddress()).text();
    }

    InputStream input() throws IOException {
        return socket.getInputStream();
    }

    OutboundQueue outbound() {
        return outbound;
    }

    /** Reserves the slot for the reply to the next request. */
    ReplySlot nextReply() {
        return replies.next();
    }

    void reply(Reply reply) {
        replies.next().fill(reply);
    }

    /** Sends a reply of several lines, once the client has read enough of the earlier replies. */
    void reply(List<String> lines) throws InterruptedException {
        StringBuilder text = new StringBuilder(new Reply.Ok(Integer.toString(lines.size())).line())
                .append("\r\n");
        lines.forEach(line -> text.append(line).append("\r\n"));
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        outbound.awaitRoom(bytes.length + RESERVED_FOR_REPLIES);
        replies.next().fill(bytes);
    }

    /** Waits until at most this many replies are outstanding. */
    void awaitReplies(int outstanding) throws InterruptedException {
        replies.awaitAtMost(outstanding);
    }

    /** Queues a reply. Disconnects a client that keeps sending requests without reading replies. */
    private void send(byte[] reply) {
        if (!outbound.offer(reply) && !outbound.isClosed()) {
            log.accept("- " + peer + " does not read its replies: disconnected");
            closeNow();
        }
    }

    boolean isClosed() {
        return outbound.isClosed();
    }

    /** Returns what counts the memory held for this client. */
    MemoryBudget.Account memory() {
        return memory;
    }

    /** Called by another thread: this connection holds most of the memory. */
    private void evicted() {
        hangUp("no memory is left for "
                + (outbound.backlog() > 0 ? "what you have not read" : "this message"));
    }

    /** Closes the connection after a last line and without what waits before it; never blocks. */
    void hangUp(String why) {
        log.accept("- " + peer + " disconnected: " + why);
        outbound.closeDiscarding(QueueDecoder.encode("-ERR " + why + "; goodbye"));
        scheduler.after(LINGER, this::closeNow);
    }

    /**
     * Returns whether the client is connected, by writing a keep-alive: TCP reports a lost peer only to a writer. A client
     * that has closed its sending direction only is still connected.
     *
     * @param maxAge how old the last keep-alive may be
     */
    boolean isConnected(Duration maxAge) {
        if (System.nanoTime() - probedAt < maxAge.toNanos()) {
            return !outbound.isClosed();
        }
        probedAt = System.nanoTime();
        try {
            return outbound.write(KEEP_ALIVE, 0, KEEP_ALIVE.length);
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Sends a last line, if it is not empty, and closes the sending direction once everything is written. */
    void close(String lastLine) {
        outbound.close(lastLine.isEmpty() ? new byte[0] : QueueDecoder.encode(lastLine));
        try {
            outbound.awaitWritten(CLOSE_TIMEOUT);
            socket.shutdownOutput();
        } catch (IOException | InterruptedException _) {
            // the connection is already closed
        }
    }

    /** Closes the connection at once. */
    void closeNow() {
        outbound.closeDiscarding(new byte[0]);
        Sockets.closeQuietly(socket);
    }
}
