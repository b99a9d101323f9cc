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
import java.util.function.Consumer;

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

/** The client of the embedded server. */
final class QueueClient implements MessageQueue {
    private static final int MAX_UNCONFIRMED = 10_000;

    private final Endpoint server;
    private final Route route;
    private final QueueConnection connection;
    private final Semaphore unconfirmed = new Semaphore(MAX_UNCONFIRMED);

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
            connection.send(QueueDecoder.encode(put.line(), body), new QueueConnection.ReplyHandler() {
                @Override
                public boolean reply(Reply reply) {
                    unconfirmed.release();
                    listener.onOutcome(
                            reply instanceof Reply.Error(var text) ? new PublishOutcome.Refused(text)
                                    : new PublishOutcome.Stored());
                    return false;
                }

                @Override
                public void connectionLost(String reason) {
                    unconfirmed.release();
                    listener.onOutcome(new PublishOutcome.Unknown(reason));
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
        return ClientSubscription.open(server, route, new Request.Consume(QueueName.check(queue), prefetch));
    }

    @Override
    public long purge(String queue) throws IOException, InterruptedException {
        return Long.parseLong(request(connection, new Request.Purge(QueueName.check(queue))).getFirst().line()
                .substring("+OK ".length()));
    }

    @Override
    public List<QueueStats> stats(List<String> names) throws IOException, InterruptedException {
        List<QueueStats> all = new ArrayList<>();
        for (Reply reply : request(connection, new Request.Stats())) {
            if (reply instanceof Reply.Stat(var queue)
                    && (names.isEmpty() || names.contains(queue.queue()))) {
                all.add(queue);
            }
        }
        return all;
    }

    /**
     * Sends a request and waits for the reply.
     *
     * @return the lines of the reply, the first of them {@link Reply.Ok}
     * @throws IOException if the server refuses the request, with its text, or the connection is lost
     */
    static List<Reply> request(QueueConnection connection, Request request)
            throws IOException, InterruptedException {
        ReplyCollector collector = new ReplyCollector(request instanceof Request.Stats);
        connection.send(QueueDecoder.encode(request.line()), collector);
        return collector.await();
    }

    /** Collects the lines of one reply. */
    private static final class ReplyCollector implements QueueConnection.ReplyHandler {
        private final boolean linesFollow;
        private final List<Reply> lines = new ArrayList<>();
        private final CompletableFuture<List<Reply>> complete = new CompletableFuture<>();
        private int expected = 1;

        ReplyCollector(boolean linesFollow) {
            this.linesFollow = linesFollow;
        }

        @Override
        public boolean reply(Reply reply) {
            lines.add(reply);
            switch (reply) {
                case Reply.Error(var text) -> complete.completeExceptionally(new IOException(text));
                case Reply.Ok(var value) -> expected += linesFollow ? Integer.parseInt(value) : 0;
                case Reply.Stat _,Reply.Head _ -> {}
            }
            if (lines.size() == expected) {
                complete.complete(lines);
            }
            return !complete.isDone();
        }

        @Override
        public void connectionLost(String reason) {
            complete.completeExceptionally(new IOException(reason));
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
        connection.abort();
    }

    /** A consumer on a connection of its own. */
    private static final class ClientSubscription implements Subscription {
        private static final Delivery END = new Delivery("", "", 0, false, Optional.empty(),
                new byte[0]);

        private final LinkedBlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        private final AtomicReference<String> failure = new AtomicReference<>();
        private volatile Consumer<String> onRefused = why -> failure.compareAndSet(null, why);
        private QueueConnection connection;

        static ClientSubscription open(Endpoint server, Route route, Request.Consume consume)
                throws IOException {
            ClientSubscription subscription = new ClientSubscription();
            subscription.connection = QueueConnection.connect(server, route,
                    delivery -> subscription.deliveries.add(delivery == null ? END : delivery));
            try {
                request(subscription.connection, consume);
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
        public Delivery next(Duration timeout) throws IOException, InterruptedException {
            Delivery delivery = deliveries.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (delivery == END) {
                deliveries.add(END); // for the next call too
                throw new IOException(connection.lossReason());
            }
            return delivery;
        }

        @Override
        public void onRefused(Consumer<String> listener) {
            onRefused = listener;
        }

        @Override
        public void settle(Delivery delivery, Settlement settlement, Runnable onConfirmed)
                throws IOException, InterruptedException {
            String why = failure.getAndSet(null);
            if (why != null) {
                throw new IOException(why);
            }
            Request request = new Request.Settle(settlement, Long.parseLong(delivery.id()));
            connection.send(QueueDecoder.encode(request.line()), new QueueConnection.ReplyHandler() {
                @Override
                public boolean reply(Reply reply) {
                    if (reply instanceof Reply.Error(var text)) {
                        onRefused.accept(text);
                    } else {
                        onConfirmed.run();
                    }
                    return false;
                }

                @Override
                public void connectionLost(String reason) {
                    // next() reports it
                }
            });
        }

        @Override
        public void sync() throws IOException, InterruptedException {
            request(connection, new Request.Stats()); // replies come in the order of the requests
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
