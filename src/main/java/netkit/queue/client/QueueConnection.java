package netkit.queue.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.function.Consumer;

import netkit.net.Endpoint;
import netkit.net.OutboundQueue;
import netkit.net.PrintableText;
import netkit.net.Sockets;
import netkit.queue.Delivery;
import netkit.queue.Route;
import netkit.queue.protocol.QueueDecoder;
import netkit.queue.protocol.QueueDecoder.Next;
import netkit.queue.protocol.Reply;

/** A client's connection to the embedded server, which matches replies to requests by their order. */
final class QueueConnection implements Closeable, QueueDecoder.Sink {
    /** Receives the reply to one request, on the thread that reads the connection. */
    interface ReplyHandler {
        /** Handles one line of the reply; returns whether more lines follow. */
        boolean reply(Reply reply);

        /** The connection ended before the reply was complete. */
        void connectionLost(String reason);
    }

    private static final int READ_SIZE = 64 * 1024;
    /** The most bytes that may wait to be written. */
    private static final int MAX_BACKLOG = 1 << 20;

    private final Socket socket;
    private final Endpoint server;
    private final Consumer<Delivery> deliveries;
    private final OutboundQueue outbound;
    private final ArrayDeque<ReplyHandler> pending = new ArrayDeque<>();
    private Reply.Head head;
    /** The handler of a reply whose lines are not complete; used by the reading thread only. */
    private ReplyHandler current;
    /** Why the connection ended; null while it is open. */
    private String lossReason;

    private QueueConnection(Socket socket, Endpoint server, Consumer<Delivery> deliveries)
            throws IOException {
        this.socket = socket;
        this.server = server;
        this.deliveries = deliveries;
        this.outbound = new OutboundQueue(socket.getOutputStream(), MAX_BACKLOG, e -> fail(e.getMessage()));
    }

    /**
     * Connects to a server.
     *
     * @param deliveries receives messages, and null at the end of the connection; while it blocks, nothing more is read
     * @throws ConnectException if no server accepts the connection; the message is one line that says what to do
     */
    static QueueConnection connect(Endpoint server, Route route, Consumer<Delivery> deliveries)
            throws IOException {
        Socket socket;
        try {
            socket = route.connect(server);
        } catch (ConnectException | SocketTimeoutException e) {
            throw Sockets.cannotConnect(server, e,
                    "is a message queue running there? 'netkit mq-server' starts one");
        }
        try {
            QueueConnection connection = new QueueConnection(socket, server, deliveries);
            Thread.ofPlatform().name("mq " + server).daemon().start(connection::readAll);
            return connection;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends a request. Waits while too many bytes are waiting to be written. */
    void send(byte[] request, ReplyHandler handler) throws IOException, InterruptedException {
        do {
            if (!outbound.awaitRoom(request.length)) {
                throw new IOException(lossReason());
            }
        } while (!offer(request, handler));
    }

    /** Adds the request and its handler in one step, so that both are in the same order. */
    private synchronized boolean offer(byte[] request, ReplyHandler handler) throws IOException {
        if (lossReason != null) {
            throw new IOException(lossReason);
        }
        if (!outbound.offer(request)) {
            return false;
        }
        pending.add(handler);
        return true;
    }

    /** Returns why the connection ended. */
    synchronized String lossReason() {
        return lossReason == null ? "the connection to " + server + " is closed" : lossReason;
    }

    private void readAll() {
        QueueDecoder decoder = new QueueDecoder(this);
        byte[] chunk = new byte[READ_SIZE];
        String reason = "the server closed it";
        try {
            InputStream in = socket.getInputStream();
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                decoder.feed(chunk, 0, count);
            }
        } catch (IOException e) {
            reason = e.getMessage();
        }
        fail(reason);
        if (current != null) {
            current.connectionLost(lossReason());
        }
    }

    private void fail(String reason) {
        ArrayDeque<ReplyHandler> unanswered;
        synchronized (this) {
            if (lossReason != null) {
                return;
            }
            lossReason = "lost the connection to " + server + ": " + reason;
            unanswered = new ArrayDeque<>(pending);
            pending.clear();
        }
        outbound.close(new byte[0]);
        unanswered.forEach(handler -> handler.connectionLost(lossReason));
        deliveries.accept(null);
        Sockets.closeQuietly(socket);
    }

    @Override
    public Next line(String line) {
        if (line.isEmpty()) {
            return Next.LINE; // the line end after a body, or a keep-alive
        }
        try {
            switch (Reply.parse(PrintableText.escapeControls(line))) { // its texts will be printed
                case Reply.Head announced -> {
                    head = announced;
                    return new Next.Body(head.size());
                }
                case Reply reply -> take(reply);
            }
            return Next.LINE;
        } catch (IllegalArgumentException e) {
            fail(e.getMessage());
            return Next.END;
        }
    }

    private void take(Reply reply) {
        if (current == null) {
            synchronized (this) {
                current = pending.poll(); // now fail() no longer notifies it; readAll() does
            }
        }
        if (current == null) {
            throw new IllegalArgumentException(
                    reply instanceof Reply.Error(var text) ? text : "it sent a reply without a request");
        }
        if (!current.reply(reply)) {
            current = null;
        }
    }

    @Override
    public void body(byte[] body) {
        deliveries.accept(head.with(body));
    }

    @Override
    public void unendedBody(int size) {
        fail("the server speaks another protocol");
    }

    @Override
    public void lineTooLong(int limit) {
        fail("the server speaks another protocol");
    }

    /** Closes the connection; resets it if replies are outstanding, so that the server drops those requests. */
    void abort() {
        synchronized (this) {
            if (!pending.isEmpty()) {
                try {
                    socket.setSoLinger(true, 0);
                } catch (IOException _) {
                    // it is already closed
                }
            }
        }
        close();
    }

    @Override
    public void close() {
        fail("closed");
    }
}
