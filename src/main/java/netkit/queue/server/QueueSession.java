package netkit.queue.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import netkit.net.Endpoint;
import netkit.net.OutboundQueue;
import netkit.queue.QueueLimits;
import netkit.queue.Settlement;
import netkit.queue.protocol.QueueDecoder;
import netkit.queue.protocol.QueueDecoder.Next;
import netkit.queue.protocol.Replies;
import netkit.queue.protocol.Reply;
import netkit.queue.protocol.Request;
import netkit.queue.store.QueueMessage;

/** One client's connection: a thread that reads requests, and one that writes messages when it consumes. */
final class QueueSession implements QueueDecoder.Sink {
    private static final int READ_SIZE = 64 * 1024;
    /** As many messages are written at once as fit in this, but for larger ones. */
    private static final int WRITE_SIZE = 64 * 1024;
    /** What may wait to be written; messages leave the rest of it to replies, which cannot wait. */
    private static final int BACKLOG = 4 << 20;
    private static final int BACKLOG_FOR_REPLIES = 2 << 20;
    /** The body of a message that is too large is passed over, but not one that is so many times too large. */
    private static final long MOST_PASSED_OVER = 16;
    /** More requests are not read before some are answered. */
    private static final int MOST_UNANSWERED = 20_000;
    private static final byte[] EMPTY_LINE = QueueDecoder.encode("");
    private static final Duration NO_PROGRESS = Duration.ofSeconds(30);

    private final Socket socket;
    private final Broker broker;
    private final QueueLimits limits;
    private final Consumer<String> log;
    private final String peer;
    private final OutboundQueue outbound;
    private final Replies replies;
    private Request.Put put;
    private Broker.Feed feed;
    private boolean ended;
    /** When the client was last asked whether it is there, in nanoseconds. */
    private long askedAt = System.nanoTime();

    QueueSession(Socket socket, Broker broker, QueueLimits limits, Consumer<String> log) throws IOException {
        this.socket = socket;
        this.broker = broker;
        this.limits = limits;
        this.log = log;
        this.peer = Endpoint.of((InetSocketAddress) socket.getRemoteSocketAddress()).toString();
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true); // a consumer that vanished would keep its messages
        this.outbound = new OutboundQueue(socket.getOutputStream(), BACKLOG, _ -> closeNow());
        this.replies = new Replies(this::send);
    }

    /** Serves the client to the end of the connection. */
    void serve() throws IOException {
        try {
            readToTheEnd();
            replies.awaitAtMost(0); // it may have closed its own direction only
        } catch (SocketException _) {
            return; // a reset is a way to leave too; and where we have hung up, we have said why
        } catch (InterruptedException _) {
            throw new InterruptedIOException("interrupted");
        } finally {
            if (feed != null) {
                int unacked = feed.end();
                log.accept("- " + peer + " left" + (unacked == 0 ? ""
                        : "; " + (unacked == 1 ? "1 message goes" : unacked + " messages go") + " back"));
            }
        }
        close("");
    }

    private void readToTheEnd() throws IOException, InterruptedException {
        QueueDecoder cutter = new QueueDecoder(this);
        InputStream in = socket.getInputStream();
        byte[] chunk = new byte[READ_SIZE];
        int count = in.read(chunk);
        while (count >= 0 && !ended) {
            cutter.feed(chunk, 0, count);
            replies.awaitAtMost(MOST_UNANSWERED);
            count = ended ? -1 : in.read(chunk);
        }
        if (!ended && cutter.missing() > 0) {
            error("the input ended " + cutter.missing()
                    + " bytes before the end of the message; it is not stored");
        } else if (!ended && !cutter.unfinishedLine().isBlank()) {
            error("the input ended inside a line; nothing is done");
        }
    }

    @Override
    public Next line(String line) {
        if (ended) {
            return Next.END;
        }
        if (line.isBlank()) {
            return Next.LINE;
        }
        try {
            return handle(Request.parse(line));
        } catch (Request.Malformed e) {
            error(e.getMessage() + (e.isFatal() ? "; goodbye" : ""));
            ended |= e.isFatal();
            return e.isFatal() ? Next.END : Next.LINE;
        }
    }

    @Override
    public void lineTooLong(int limit) {
        error("the line is longer than " + limit + " bytes; goodbye");
        ended = true;
    }

    private Next handle(Request request) {
        switch (request) {
            case Request.Put wanted -> {
                if (wanted.size() > MOST_PASSED_OVER * limits.messageSize()) {
                    error("the message is far larger than " + limits.messageSize() + " bytes; goodbye");
                    ended = true;
                    return Next.END;
                }
                if (wanted.size() > limits.messageSize()) {
                    error("the message is larger than " + limits.messageSize() + " bytes; it is not stored");
                    return new Next.Skip(wanted.size());
                }
                put = wanted;
                return new Next.Body((int) wanted.size());
            }
            case Request.Consume(var queue, var prefetch) -> consume(queue, prefetch);
            case Request.Settle(var settlement, var id) -> settle(settlement, id);
            case Request.Purge(var queue) -> purge(queue);
            case Request.Stats() -> stats();
            case Request.Help() -> lines(Request.HELP.stream().map(line -> "HELP " + line).toList());
            case Request.Quit() -> {
                ok("");
                ended = true;
                return Next.END;
            }
        }
        return Next.LINE;
    }

    @Override
    public void body(byte[] body) {
        Replies.Place place = replies.next();
        try {
            broker.publish(put.queue(), body, put.timeToLive(), new Broker.Producer() {
                @Override
                public void stored(long id) {
                    place.fill(new Reply.Ok(Long.toString(id)));
                }

                @Override
                public void refused(String why) {
                    place.fill(new Reply.Error(why));
                }

                @Override
                public boolean isThere(Duration lately) {
                    return isPeerThere(lately);
                }
            });
        } catch (InterruptedException _) {
            ended = true;
            place.fill(new Reply.Error("interrupted"));
        } catch (IllegalArgumentException e) {
            place.fill(new Reply.Error(e.getMessage()));
        }
    }

    /**
     * TCP tells only who writes that nobody is there any more, and an empty line means nothing. A client that has closed its
     * own direction only gets it like any other.
     */
    private boolean isPeerThere(Duration lately) {
        boolean there = System.nanoTime() - askedAt < lately.toNanos() ? !outbound.isClosed() : hears();
        if (!there) {
            ended = true;
            log.accept("- " + peer + " left while it waited for room in " + put.queue()
                    + "; its message is not stored");
        }
        return there;
    }

    private boolean hears() {
        askedAt = System.nanoTime();
        try {
            return outbound.write(EMPTY_LINE, 0, EMPTY_LINE.length);
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void consume(String queue, int prefetch) {
        if (feed != null) {
            error("this connection consumes already; open another one");
            return;
        }
        try {
            feed = broker.subscribe(queue, peer, prefetch);
        } catch (IllegalArgumentException e) {
            error(e.getMessage());
            return;
        }
        ok("");
        log.accept("+ " + peer + " consumes " + queue + ", prefetch " + prefetch);
        Thread.ofVirtual().name("deliver to " + peer).start(this::deliver);
    }

    private void settle(Settlement settlement, long id) {
        Replies.Place place = replies.next();
        try {
            if (feed == null) {
                throw new IllegalArgumentException("this connection does not consume");
            }
            broker.settle(feed, id, settlement, fill(place, ""));
        } catch (IllegalArgumentException e) {
            place.fill(new Reply.Error(e.getMessage()));
        }
    }

    private void purge(String queue) {
        Replies.Place place = replies.next();
        try {
            broker.purge(queue, purged -> fill(place, Integer.toString(purged)));
        } catch (IllegalArgumentException e) {
            place.fill(new Reply.Error(e.getMessage()));
        }
    }

    private static Batch.Done fill(Replies.Place place, String value) {
        return new Batch.Done() {
            @Override
            public void stored() {
                place.fill(new Reply.Ok(value));
            }

            @Override
            public void failed(String why) {
                place.fill(new Reply.Error(why));
            }
        };
    }

    private void stats() {
        lines(broker.stats().stream().map(queue -> new Reply.Stat(queue).line()).toList());
    }

    /** A reply of several lines. */
    private void lines(List<String> all) {
        StringBuilder text = new StringBuilder(new Reply.Ok(Integer.toString(all.size())).line())
                .append("\r\n");
        all.forEach(line -> text.append(line).append("\r\n"));
        replies.next().fill(text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private void ok(String value) {
        replies.next().fill(new Reply.Ok(value));
    }

    private void error(String text) {
        replies.next().fill(new Reply.Error(text));
    }

    /** Who does not read its replies, though it goes on asking, is hung up on. */
    private void send(byte[] reply) {
        if (!outbound.offer(reply) && !outbound.isClosed()) {
            log.accept("- " + peer + " does not read its replies");
            closeNow();
        }
    }

    private void deliver() {
        try {
            for (List<QueueMessage> taken = feed.take(); !taken.isEmpty(); taken = feed.take()) {
                deliver(taken);
            }
        } catch (IOException e) {
            if (!outbound.isClosed()) {
                log.accept("cannot deliver to " + peer + ": " + e.getMessage());
            }
            closeNow();
        } catch (InterruptedException _) {
            closeNow();
        }
    }

    private void deliver(List<QueueMessage> messages) throws IOException, InterruptedException {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        for (QueueMessage message : messages) {
            byte[] body = broker.body(message);
            if (body == null) {
                continue; // it was overdue before it left, and another consumer has acknowledged it
            }
            Reply head = new Reply.Head(message.queue(), Long.toString(message.id()), message.deliveries(),
                    message.deliveries() > 1, message.death(), body.length);
            chunk.writeBytes(QueueDecoder.encode(head.line(), body, true));
            if (chunk.size() >= WRITE_SIZE) {
                write(chunk);
            }
        }
        write(chunk);
    }

    private void write(ByteArrayOutputStream chunk) throws IOException, InterruptedException {
        byte[] bytes = chunk.toByteArray();
        chunk.reset();
        if (bytes.length > 0 && outbound.awaitRoom(bytes.length + BACKLOG_FOR_REPLIES)) {
            outbound.write(bytes, 0, bytes.length);
        }
    }

    /** Says a last thing, if there is one, and closes when all is delivered. */
    void close(String lastLine) {
        outbound.close(lastLine.isEmpty() ? new byte[0] : QueueDecoder.encode(lastLine));
        try {
            outbound.awaitWritten(NO_PROGRESS);
            socket.shutdownOutput();
        } catch (IOException | InterruptedException _) {
            // the client is gone
        }
    }

    private void closeNow() {
        try {
            socket.close();
        } catch (IOException _) {
            // nothing more can be done for it
        }
    }
}
