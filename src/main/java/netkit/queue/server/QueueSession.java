package netkit.queue.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.function.Consumer;

import netkit.queue.QueueLimits;
import netkit.net.MemoryBudget;
import netkit.net.MessageTimer;
import netkit.net.Scheduler;
import netkit.net.Turns;
import netkit.net.WrongProtocol;
import netkit.queue.Settlement;
import netkit.queue.protocol.QueueDecoder;
import netkit.queue.protocol.QueueDecoder.Next;
import netkit.queue.protocol.Replies.ReplySlot;
import netkit.queue.protocol.Reply;
import netkit.queue.protocol.Request;

/** The session of one client: reads its requests, passes them to the broker and sends the replies. */
final class QueueSession implements QueueDecoder.Sink {
    private static final int READ_SIZE = 64 * 1024;
    /** A body larger than the limit is skipped; one larger than this many times the limit ends the connection. */
    private static final long MAX_SKIP_FACTOR = 16;
    /** With more replies outstanding than this, no more requests are read. */
    private static final int MAX_OUTSTANDING_REPLIES = 20_000;
    /** The time for a message to arrive, plus a second for each KiB received. */
    private static final Duration MESSAGE_TIMEOUT = Duration.ofMinutes(1);

    private final ClientConnection connection;
    private final Broker broker;
    private final QueueLimits limits;
    private final Consumer<String> log;
    private final String peer;
    private final MessageTimer messageTimer;
    /** The request whose body is being read. */
    private Request.Put put;
    private ConsumerChannel channel;
    private boolean heard;
    private boolean ended;

    QueueSession(Socket socket, Broker broker, QueueLimits limits, MemoryBudget memory, Scheduler scheduler,
            Consumer<String> log) throws IOException {
        this.connection = new ClientConnection(socket, memory, scheduler, log);
        this.messageTimer = new MessageTimer(scheduler, MESSAGE_TIMEOUT, () -> connection
                .hangUp("the message was not complete " + MESSAGE_TIMEOUT.toSeconds() + " s after its PUT"));
        this.broker = broker;
        this.limits = limits;
        this.log = log;
        this.peer = connection.peer().toString();
    }

    /** Serves the client until the connection ends. */
    void serve() throws IOException {
        try {
            readRequests();
            connection.awaitReplies(0); // the client may have closed its sending direction only
        } catch (SocketException _) {
            return; // the client has reset the connection, or this server has closed it and logged why
        } catch (InterruptedException _) {
            throw new InterruptedIOException("interrupted");
        } finally {
            messageTimer.stop();
            connection.memory().close();
            if (channel != null) {
                int unacked = broker.unsubscribe(channel);
                log.accept("- " + peer + " disconnected" + (unacked == 0 ? ""
                        : "; " + unacked + (unacked == 1 ? " message" : " messages") + " requeued"));
            }
        }
        close("");
    }

    private void readRequests() throws IOException, InterruptedException {
        QueueDecoder decoder = new QueueDecoder(this, connection.memory());
        InputStream in = connection.input();
        byte[] chunk = new byte[READ_SIZE];
        Turns turns = new Turns();
        int count = in.read(chunk);
        while (count >= 0 && !ended) {
            decoder.feed(chunk, 0, count);
            turns.read(count);
            connection.awaitReplies(MAX_OUTSTANDING_REPLIES);
            if (decoder.isInBody()) {
                messageTimer.await(decoder.bodyNumber(), decoder.bodyBytes());
            }
            count = ended ? -1 : in.read(chunk);
            messageTimer.resume();
            if (connection.memory().isEvicted()) {
                decoder.discard();
            }
        }
        if (!ended) {
            decoder.finish();
        }
        if (!ended && decoder.missingBodyBytes() > 0) {
            error("the input ended " + decoder.missingBodyBytes()
                    + " bytes before the end of the message; it is not stored");
        } else if (!ended && !decoder.unfinishedLine().isBlank()) {
            error("the input ended inside a line; the request is ignored");
        }
    }

    @Override
    public Next line(String line) {
        if (ended || connection.isClosed()) {
            return Next.END;
        }
        boolean isFirst = !heard;
        heard = true;
        if (isFirst && WrongProtocol.isHttp(line)) {
            error("this is a message queue, not a web server; goodbye");
            ended = true;
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
        } catch (InterruptedException _) {
            ended = true;
            return Next.END;
        }
    }

    @Override
    public void lineTooLong(int limit) {
        error("the line is longer than " + limit + " bytes; goodbye");
        ended = true;
    }

    private Next handle(Request request) throws InterruptedException {
        switch (request) {
            case Request.Put announced -> {
                return announced(announced);
            }
            case Request.Consume(var queue, var prefetch) -> consume(queue, prefetch);
            case Request.Settle(var settlement, var id) -> settle(settlement, id);
            case Request.Purge(var queue) -> purge(queue);
            case Request.Stats() -> connection.reply(
                    broker.stats().stream().map(queue -> new Reply.Stat(queue).line()).toList());
            case Request.Help() ->
                connection.reply(Request.HELP.stream().map(line -> "HELP " + line).toList());
            case Request.Quit() -> {
                ok("");
                ended = true;
                return Next.END;
            }
        }
        return Next.LINE;
    }

    private Next announced(Request.Put request) {
        if (request.size() > MAX_SKIP_FACTOR * limits.messageSize()) {
            error("the message is far larger than " + limits.messageSize() + " bytes; goodbye");
            ended = true;
            return Next.END;
        }
        if (request.size() > limits.messageSize()) {
            error("the message is larger than " + limits.messageSize() + " bytes; it is not stored");
            return new Next.Skip(request.size());
        }
        put = request;
        return new Next.Body((int) request.size());
    }

    @Override
    public void body(byte[] body) {
        ReplySlot slot = connection.nextReply();
        try {
            broker.publish(put.queue(), body, put.timeToLive(), new Producer() {
                @Override
                public String address() {
                    return connection.address();
                }

                @Override
                public void confirmed(long id) {
                    slot.fill(new Reply.Ok(Long.toString(id)));
                }

                @Override
                public void refused(String reason) {
                    slot.fill(new Reply.Error(reason));
                }

                @Override
                public boolean isConnected(Duration maxAge) {
                    return isProducerConnected(maxAge);
                }
            });
        } catch (InterruptedException _) {
            ended = true;
            slot.fill(new Reply.Error("interrupted"));
        } catch (IllegalArgumentException e) {
            slot.fill(new Reply.Error(e.getMessage()));
        }
    }

    @Override
    public void unendedBody(int size) {
        error("the message is longer than " + size + " bytes, or its line does not end; it is not stored");
    }

    private boolean isProducerConnected(Duration maxAge) {
        boolean connected = connection.isConnected(maxAge);
        if (!connected) {
            ended = true;
            log.accept("- " + peer + " disconnected while it waited for room in " + put.queue()
                    + "; its message is not stored");
        }
        return connected;
    }

    private void consume(String queue, int prefetch) {
        if (channel != null) {
            error("this connection already consumes a queue; open another connection");
            return;
        }
        try {
            channel = broker.subscribe(queue, peer, connection.address(), prefetch);
        } catch (IllegalArgumentException e) {
            error(e.getMessage());
            return;
        }
        ok("");
        log.accept("+ " + peer + " consumes " + queue + ", prefetch " + prefetch);
        DeliveryWriter writer = new DeliveryWriter(broker, channel, connection.outbound(),
                ClientConnection.RESERVED_FOR_REPLIES);
        Thread.ofVirtual().name("deliver to " + peer).start(() -> deliver(writer));
    }

    private void deliver(DeliveryWriter writer) {
        try {
            writer.run();
        } catch (IOException e) {
            if (!connection.isClosed()) {
                log.accept("cannot deliver to " + peer + ": " + e.getMessage());
            }
            connection.closeNow();
        } catch (InterruptedException _) {
            connection.closeNow();
        }
    }

    private void settle(Settlement settlement, long id) {
        ReplySlot slot = connection.nextReply();
        try {
            if (channel == null) {
                throw new IllegalArgumentException("this connection does not consume a queue");
            }
            broker.settle(channel, id, settlement, completion(slot, ""));
        } catch (IllegalArgumentException e) {
            slot.fill(new Reply.Error(e.getMessage()));
        }
    }

    private void purge(String queue) {
        ReplySlot slot = connection.nextReply();
        broker.purge(queue, purged -> completion(slot, Integer.toString(purged)));
    }

    private static Batch.Completion completion(ReplySlot slot, String value) {
        return new Batch.Completion() {
            @Override
            public void stored() {
                slot.fill(new Reply.Ok(value));
            }

            @Override
            public void failed(String reason) {
                slot.fill(new Reply.Error(reason));
            }
        };
    }

    private void ok(String value) {
        connection.reply(new Reply.Ok(value));
    }

    private void error(String text) {
        connection.reply(new Reply.Error(text));
    }

    /** Sends a last line, if it is not empty, and closes the sending direction once everything is written. */
    void close(String lastLine) {
        connection.close(lastLine);
    }
}
