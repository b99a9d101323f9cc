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
import netkit.queue.Delivery;
import netkit.queue.Route;
import netkit.queue.protocol.QueueDecoder;
import netkit.queue.protocol.QueueDecoder.Next;
import netkit.queue.protocol.Reply;

/** A client's connection to the embedded server: requests go out, and each reply finds who waits for it. */
final class QueueConnection implements Closeable, QueueDecoder.Sink {
    /** Waits for the reply to a request. */
    interface Listener {
        /** @return whether more lines of the reply are to come */
        boolean reply(Reply reply);

        /** The connection ended first. */
        void lost(String why);
    }

    private static final int READ_SIZE = 64 * 1024;
    /** What may be on its way to the server at once. */
    private static final int BACKLOG = 1 << 20;

    private final Socket socket;
    private final Endpoint server;
    private final Consumer<Delivery> deliveries;
    private final OutboundQueue outbound;
    private final ArrayDeque<Listener> waiting = new ArrayDeque<>();
    private Reply.Head head;
    /** Whoever gets an answer of several lines; used by the reading thread only. */
    private Listener answered;
    private String lost;

    private QueueConnection(Socket socket, Endpoint server, Consumer<Delivery> deliveries)
            throws IOException {
        this.socket = socket;
        this.server = server;
        this.deliveries = deliveries;
        this.outbound = new OutboundQueue(socket.getOutputStream(), BACKLOG, e -> end(e.getMessage()));
    }

    /**
     * @param deliveries takes messages, and null when there will be no more; may block, and with it all that comes
     * @throws ConnectException when nobody answers there, with a line that says what to do
     */
    static QueueConnection connect(Endpoint server, Route route, Consumer<Delivery> deliveries)
            throws IOException {
        Socket socket;
        try {
            socket = route.connect(server);
        } catch (ConnectException | SocketTimeoutException e) {
            throw (ConnectException) new ConnectException(
                    "cannot connect to " + server + ": " + e.getMessage()
                            + "; is a message queue running there? 'netkit mq-server' starts one")
                    .initCause(e);
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

    /** Waits while too much is on its way. */
    void send(byte[] request, Listener listener) throws IOException, InterruptedException {
        do {
            if (!outbound.awaitRoom(request.length)) {
                throw new IOException(lost());
            }
        } while (!offer(request, listener));
    }

    /** They have to wait in the order in which they leave. */
    private synchronized boolean offer(byte[] request, Listener listener) throws IOException {
        if (lost != null) {
            throw new IOException(lost);
        }
        if (!outbound.offer(request)) {
            return false;
        }
        waiting.add(listener);
        return true;
    }

    synchronized String lost() {
        return lost == null ? "the connection to " + server + " is closed" : lost;
    }

    private void readAll() {
        QueueDecoder cutter = new QueueDecoder(this);
        byte[] chunk = new byte[READ_SIZE];
        String why = "it closed the connection";
        try {
            InputStream in = socket.getInputStream();
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                cutter.feed(chunk, 0, count);
            }
        } catch (IOException e) {
            why = e.getMessage();
        }
        end(why);
        if (answered != null) {
            answered.lost(lost());
        }
    }

    private void end(String why) {
        ArrayDeque<Listener> left;
        synchronized (this) {
            if (lost != null) {
                return;
            }
            lost = "lost the connection to " + server + ": " + why;
            left = new ArrayDeque<>(waiting);
            waiting.clear();
        }
        outbound.close(new byte[0]);
        left.forEach(listener -> listener.lost(lost));
        deliveries.accept(null);
        try {
            socket.close();
        } catch (IOException _) {
            // it is lost all the same
        }
    }

    @Override
    public Next line(String line) {
        if (line.isEmpty()) {
            return Next.LINE; // the one behind a body
        }
        try {
            switch (Reply.parse(line)) {
                case Reply.Head announced -> {
                    head = announced;
                    return new Next.Body(head.size());
                }
                case Reply reply -> take(reply);
            }
            return Next.LINE;
        } catch (IllegalArgumentException e) {
            end(e.getMessage());
            return Next.END;
        }
    }

    private void take(Reply reply) {
        if (answered == null) {
            synchronized (this) {
                answered = waiting.poll(); // before it is told: then it cannot be told that the connection is lost
            }
        }
        if (answered == null) {
            throw new IllegalArgumentException(
                    reply instanceof Reply.Error(var text) ? text : "it answered what nobody had asked");
        }
        if (!answered.reply(reply)) {
            answered = null;
        }
    }

    @Override
    public void body(byte[] body) {
        deliveries.accept(head.with(body));
    }

    @Override
    public void lineTooLong(int limit) {
        end("a server of another protocol seems to be there");
    }

    /** Gives up whatever is unanswered: with a reset, so that the server does not do it later. */
    void giveUp() {
        synchronized (this) {
            if (!waiting.isEmpty()) {
                try {
                    socket.setSoLinger(true, 0);
                } catch (IOException _) {
                    // it is closed already
                }
            }
        }
        close();
    }

    @Override
    public void close() {
        end("closed");
    }
}
