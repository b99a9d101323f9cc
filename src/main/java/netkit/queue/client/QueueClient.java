package netkit.queue.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import netkit.net.Endpoint;
import netkit.queue.Delivery;
import netkit.queue.MessageQueue;
import netkit.queue.PublishOutcome;
import netkit.queue.QueueLimits;
import netkit.queue.QueueName;
import netkit.queue.QueueStats;
import netkit.queue.Route;
import netkit.queue.Settlement;
import netkit.queue.Subscription;
import netkit.queue.protocol.QueueDecoder;
import netkit.queue.protocol.Reply;
import netkit.queue.protocol.Request;

/** The embedded server's client. */
final class QueueClient implements MessageQueue {
    /** More messages than this are not sent before some are confirmed. */
    private static final int MOST_UNCONFIRMED = 10_000;

    private final Endpoint server;
    private final Route route;
    private final QueueConnection connection;
    private final Semaphore unconfirmed = new Semaphore(MOST_UNCONFIRMED);

    private QueueClient(Endpoint server, Route route, QueueConnection connection) {
        this.server = server;
        this.route = route;
        this.connection = connection;
    }

    static QueueClient connect(Endpoint server, Route route) throws IOException {
        return new QueueClient(server, route, QueueConnection.connect(server, route, _ -> {}));
    }

    @Override
    public void publish(String queue, byte[] body, Duration timeToLive, ConfirmListener listener)
            throws IOException, InterruptedException {
        Request.Put put = new Request.Put(QueueName.check(queue), body.length,
                QueueLimits.millis(timeToLive));
        unconfirmed.acquire();
        try {
            connection.send(QueueDecoder.encode(put.line(), body, false), new QueueConnection.Listener() {
                @Override
                public boolean reply(Reply reply) {
                    unconfirmed.release();
                    listener.onOutcome(reply instanceof Reply.Error(var why) ? new PublishOutcome.Refused(why)
                            : new PublishOutcome.Stored());
                    return false;
                }

                @Override
                public void lost(String why) {
                    unconfirmed.release();
                    listener.onOutcome(new PublishOutcome.Unknown(why));
                }
            });
        } catch (IOException | InterruptedException e) {
            unconfirmed.release();
            throw e;
        }
    }

    @Override
    public Subscription consume(String queue, int prefetch) throws IOException {
        return subscribe(server, route, queue, prefetch);
    }

    static Subscription subscribe(Endpoint server, Route route, String queue, int prefetch)
            throws IOException {
        return LineSubscription.open(server, route, new Request.Consume(QueueName.check(queue), prefetch));
    }

    @Override
    public long purge(String queue) throws IOException, InterruptedException {
        return Long.parseLong(ask(connection, new Request.Purge(QueueName.check(queue))).getFirst().line()
                .substring("+OK ".length()));
    }

    @Override
    public List<QueueStats> stats(List<String> names) throws IOException, InterruptedException {
        List<QueueStats> all = new ArrayList<>();
        for (Reply reply : ask(connection, new Request.Stats())) {
            if (reply instanceof Reply.Stat(var queue)
                    && (names.isEmpty() || names.contains(queue.queue()))) {
                all.add(queue);
            }
        }
        return all;
    }

    /**
     * Asks and waits for the answer.
     *
     * @return the lines of the answer, the first of them {@link Reply.Ok}
     * @throws IOException when the server refuses, with its words, or the connection is lost
     */
    static List<Reply> ask(QueueConnection connection, Request request)
            throws IOException, InterruptedException {
        Answer answer = new Answer(request instanceof Request.Stats);
        connection.send(QueueDecoder.encode(request.line()), answer);
        return answer.await();
    }

    private static final class Answer implements QueueConnection.Listener {
        private final boolean linesFollow;
        private final List<Reply> lines = new ArrayList<>();
        private final CompletableFuture<List<Reply>> complete = new CompletableFuture<>();
        private int expected = 1;

        Answer(boolean linesFollow) {
            this.linesFollow = linesFollow;
        }

        @Override
        public boolean reply(Reply reply) {
            lines.add(reply);
            switch (reply) {
                case Reply.Error(var why) -> complete.completeExceptionally(new IOException(why));
                case Reply.Ok(var value) -> expected += linesFollow ? Integer.parseInt(value) : 0;
                case Reply.Stat _,Reply.Head _ -> {}
            }
            if (lines.size() == expected) {
                complete.complete(lines);
            }
            return !complete.isDone();
        }

        @Override
        public void lost(String why) {
            complete.completeExceptionally(new IOException(why));
        }

        List<Reply> await() throws IOException, InterruptedException {
            try {
                return complete.get();
            } catch (ExecutionException e) {
                throw new IOException(e.getCause().getMessage(), e);
            }
        }
    }

    @Override
    public void close() {
        connection.giveUp();
    }

    /** A consumer on a connection of its own. */
    private static final class LineSubscription implements Subscription {
        private static final Delivery NO_MORE = new Delivery("", "", 0, false, Optional.empty(),
                new byte[0]);

        private final LinkedBlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        private final AtomicReference<String> failure = new AtomicReference<>();
        private QueueConnection connection;

        static LineSubscription open(Endpoint server, Route route, Request.Consume consume)
                throws IOException {
            LineSubscription subscription = new LineSubscription();
            subscription.connection = QueueConnection.connect(server, route,
                    delivery -> subscription.deliveries.add(delivery == null ? NO_MORE : delivery));
            try {
                ask(subscription.connection, consume);
                return subscription;
            } catch (IOException e) {
                subscription.close();
                throw e;
            } catch (InterruptedException e) {
                subscription.close();
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        @Override
        public Delivery next(Duration atMost) throws IOException, InterruptedException {
            Delivery delivery = deliveries.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
            if (delivery == NO_MORE) {
                deliveries.add(NO_MORE); // for the next call too
                throw new IOException(connection.lost());
            }
            return delivery;
        }

        @Override
        public void settle(Delivery delivery, Settlement settlement, Runnable known)
                throws IOException, InterruptedException {
            String why = failure.getAndSet(null);
            if (why != null) {
                throw new IOException(why);
            }
            Request request = new Request.Settle(settlement, Long.parseLong(delivery.id()));
            connection.send(QueueDecoder.encode(request.line()), new QueueConnection.Listener() {
                @Override
                public boolean reply(Reply reply) {
                    if (reply instanceof Reply.Error(var text)) {
                        failure.compareAndSet(null, text);
                    } else {
                        known.run();
                    }
                    return false;
                }

                @Override
                public void lost(String how) {
                    // next() tells
                }
            });
        }

        @Override
        public void sync() throws IOException, InterruptedException {
            ask(connection, new Request.Stats()); // replies come in the order of the requests
            String why = failure.getAndSet(null);
            if (why != null) {
                throw new IOException(why);
            }
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
