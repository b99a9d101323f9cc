package netkit.queue.rabbitmq;

import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;

import netkit.net.RandomIds;
import netkit.queue.DeadLetter;
import netkit.queue.DeadLetterReason;
import netkit.queue.Delivery;
import netkit.queue.MessageQueue;
import netkit.queue.PublishOutcome;
import netkit.queue.QueueLimits;
import netkit.queue.QueueName;
import netkit.queue.QueueStats;
import netkit.queue.QueueStats.Metric;
import netkit.queue.QueueUrl;
import netkit.queue.Route;
import netkit.queue.Settlement;
import netkit.queue.Subscription;

/**
 * Queues on RabbitMQ over AMQP 0-9-1. They are quorum queues (rabbitmq.com/docs/quorum-queues), for these count
 * deliveries and force messages to disk; a queue that somebody else has declared otherwise is used as it is.
 */
public final class RabbitQueue implements MessageQueue {
    private static final int GOODBYE_MILLIS = 10_000;
    private static final int MOST_UNCONFIRMED = 10_000;
    private static final int PERSISTENT = 2;
    /** As with the embedded server, unless it is told otherwise. */
    private static final int DELIVERIES = 10;

    private final URI url;
    private final Route route;
    private final Connection connection;
    private final Channel channel;
    private final RandomIds ids = new RandomIds(new SecureRandom());
    private final Semaphore unconfirmed = new Semaphore(MOST_UNCONFIRMED);
    /** Who waits for which number; guarded by this. */
    private final TreeMap<Long, ConfirmListener> waiting = new TreeMap<>();
    private final Set<String> declared = new TreeSet<>();
    private String lost;

    private RabbitQueue(URI url, Route route, Connection connection, Channel channel) {
        this.url = url;
        this.route = route;
        this.connection = connection;
        this.channel = channel;
    }

    /**
     * Opens a connection.
     *
     * @param url {@code amqp://USER:PASSWORD@HOST:PORT/VHOST}, or {@code amqps} for TLS, which amqp-client sets up so that it
     *        accepts any certificate
     * @throws IllegalArgumentException with one line that says what is wrong with the URL
     * @throws IOException when nobody answers there
     */
    public static RabbitQueue connect(URI url, Route route) throws IOException {
        Connection connection = RabbitDialer.open(url, route);
        try {
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            RabbitQueue queue = new RabbitQueue(url, route, connection, channel);
            channel.addConfirmListener(
                    (number, multiple) -> queue.confirmed(number, multiple, new PublishOutcome.Stored()),
                    (number, multiple) -> queue.confirmed(number, multiple,
                            new PublishOutcome.Refused("RabbitMQ does not take it (basic.nack)")));
            connection.addShutdownListener(queue::lost);
            return queue;
        } catch (IOException e) {
            connection.abort();
            throw e;
        }
    }

    private static void declare(Channel channel, String queue) throws IOException {
        channel.queueDeclare(queue, true, false, false, QueueName.isDeadLetterQueue(queue)
                ? Map.of("x-queue-type", "quorum")
                : Map.of("x-queue-type", "quorum", "x-dead-letter-exchange", "", "x-dead-letter-routing-key",
                        QueueName.deadLetterQueue(queue), "x-delivery-limit", DELIVERIES - 1));
    }

    /** Makes the queue, and the one for its dead letters, unless they are there. */
    private synchronized void declare(String queue) throws IOException {
        if (declared.contains(QueueName.check(queue))) {
            return;
        }
        for (String each : QueueName.isDeadLetterQueue(queue) ? List.of(queue)
                : List.of(queue, QueueName.deadLetterQueue(queue))) {
            // On a channel of its own: RabbitMQ closes it when the queue is there and is of another kind.
            Channel once = connection.createChannel();
            try {
                declare(once, each);
                once.close();
            } catch (IOException | TimeoutException e) {
                if (!isRefused(e, AMQP.PRECONDITION_FAILED)) { // there is one of another kind
                    throw new IOException("RabbitMQ does not make the queue " + each + ": " + words(e), e);
                }
            }
            declared.add(each);
        }
    }

    /**
     * Makes a queue for one purpose, which vanishes with its messages when nobody has consumed from it for so long, should
     * {@link #delete} never be called (x-expires, rabbitmq.com/docs/ttl). It has no dead letters.
     */
    public synchronized void createTemporary(String queue, Duration unused) throws IOException {
        try (Channel once = connection.createChannel()) {
            once.queueDeclare(QueueName.check(queue), true, false, false,
                    Map.of("x-queue-type", "quorum", "x-expires", unused.toMillis()));
            declared.add(queue);
        } catch (IOException | TimeoutException | AlreadyClosedException e) {
            throw new IOException("RabbitMQ does not make the queue " + queue + ": " + words(e), e);
        }
    }

    /** Deletes a queue with all its messages, whoever has them; whether it is there or not. */
    public void delete(String queue) throws IOException {
        try (Channel once = connection.createChannel()) {
            once.queueDelete(queue);
        } catch (IOException | TimeoutException | AlreadyClosedException e) {
            throw new IOException("RabbitMQ does not delete the queue " + queue + ": " + words(e), e);
        }
    }

    private static boolean isRefused(Exception e, int code) {
        return e.getCause() instanceof ShutdownSignalException signal
                && signal.getReason() instanceof AMQP.Channel.Close close && close.getReplyCode() == code;
    }

    private static String words(Throwable e) {
        ShutdownSignalException signal = e instanceof ShutdownSignalException itself ? itself
                : e.getCause() instanceof ShutdownSignalException cause ? cause : null;
        return signal == null ? e.getMessage() : switch (signal.getReason()) {
            case AMQP.Connection.Close close -> close.getReplyText();
            case AMQP.Channel.Close close -> close.getReplyText();
            case null, default -> signal.getMessage();
        };
    }

    @Override
    public void publish(String queue, byte[] body, Duration timeToLive, ConfirmListener listener)
            throws IOException, InterruptedException {
        declare(queue);
        AMQP.BasicProperties.Builder properties = new AMQP.BasicProperties.Builder().deliveryMode(PERSISTENT)
                .messageId(ids.get());
        if (!timeToLive.isZero()) {
            properties.expiration(Long.toString(QueueLimits.millis(timeToLive)));
        }
        unconfirmed.acquire();
        synchronized (this) {
            if (lost != null) {
                unconfirmed.release();
                throw new IOException(lost);
            }
            long number = channel.getNextPublishSeqNo();
            waiting.put(number, listener);
            try {
                channel.basicPublish("", queue, properties.build(), body);
            } catch (IOException | AlreadyClosedException e) {
                if (waiting.remove(number) != null) {
                    unconfirmed.release();
                }
                throw new IOException("lost the connection to " + QueueUrl.server(url) + ": " + words(e),
                        e);
            }
        }
    }

    private void confirmed(long number, boolean multiple, PublishOutcome outcome) {
        List<ConfirmListener> confirmed = new ArrayList<>();
        synchronized (this) {
            Map<Long, ConfirmListener> these = multiple ? waiting.headMap(number, true)
                    : waiting.subMap(number, true, number, true);
            confirmed.addAll(these.values());
            these.clear();
        }
        unconfirmed.release(confirmed.size());
        confirmed.forEach(listener -> listener.onOutcome(outcome));
    }

    private void lost(ShutdownSignalException cause) {
        String why;
        synchronized (this) {
            lost = "lost the connection to " + QueueUrl.server(url) + ": " + words(cause);
            why = lost;
        }
        confirmed(Long.MAX_VALUE, true, new PublishOutcome.Unknown(why));
    }

    @Override
    public Subscription consume(String queue, int prefetch) throws IOException {
        declare(queue);
        return subscribe(url, route, queue, prefetch);
    }

    public static Subscription subscribe(URI url, Route route, String queue, int prefetch)
            throws IOException {
        Connection own = RabbitDialer.open(url, route);
        try {
            Channel receiving = own.createChannel();
            receiving.basicQos(prefetch);
            RabbitSubscription subscription = new RabbitSubscription(QueueName.check(queue), own, receiving);
            receiving.basicConsume(queue, false, subscription.consumer());
            return subscription;
        } catch (IOException | AlreadyClosedException e) {
            own.abort();
            throw new IOException("RabbitMQ does not deliver from the queue " + queue + ": " + words(e), e);
        }
    }

    @Override
    public long purge(String queue) throws IOException {
        declare(queue);
        synchronized (this) {
            return channel.queuePurge(queue).getMessageCount();
        }
    }

    /** AMQP tells only how many messages are ready and how many consumers there are. */
    @Override
    public List<QueueStats> stats(List<String> names) throws IOException {
        List<QueueStats> all = new ArrayList<>();
        for (String queue : names.isEmpty() ? declared() : names) {
            try {
                // On a channel of its own: RabbitMQ closes it when there is no such queue.
                Channel once = connection.createChannel();
                AMQP.Queue.DeclareOk passive = once.queueDeclarePassive(queue);
                once.close();
                Map<Metric, Long> metrics = new EnumMap<>(Metric.class);
                metrics.put(Metric.READY, (long) passive.getMessageCount());
                metrics.put(Metric.CONSUMERS, (long) passive.getConsumerCount());
                all.add(new QueueStats(queue, metrics));
            } catch (IOException | TimeoutException | AlreadyClosedException e) {
                if (!isRefused(e, AMQP.NOT_FOUND)) {
                    throw new IOException("RabbitMQ does not tell of the queue " + queue + ": " + words(e),
                            e);
                }
            }
        }
        return all;
    }

    private synchronized List<String> declared() {
        return List.copyOf(declared);
    }

    @Override
    public void close() {
        connection.abort(GOODBYE_MILLIS);
    }

    private static final class RabbitSubscription implements Subscription {
        private static final String DELIVERIES_BEFORE = "x-delivery-count";

        /** A message, and by which number RabbitMQ knows it on this channel. */
        private record Tagged(Delivery delivery, long tag) {}

        private static final Tagged NO_MORE = new Tagged(null, 0);

        private final String queue;
        private final Connection connection;
        private final Channel channel;
        private final LinkedBlockingQueue<Tagged> arrived = new LinkedBlockingQueue<>();
        private final Map<Delivery, Long> tags = new IdentityHashMap<>();

        RabbitSubscription(String queue, Connection connection, Channel channel) {
            this.queue = queue;
            this.connection = connection;
            this.channel = channel;
        }

        DefaultConsumer consumer() {
            return new DefaultConsumer(channel) {
                @Override
                public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties,
                        byte[] body) {
                    arrived.add(new Tagged(delivery(envelope, properties, body), envelope.getDeliveryTag()));
                }

                @Override
                public void handleShutdownSignal(String tag, ShutdownSignalException signal) {
                    arrived.add(NO_MORE);
                }

                @Override
                public void handleCancel(String tag) {
                    arrived.add(NO_MORE); // the queue was deleted
                }
            };
        }

        private Delivery delivery(Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
            Map<String, Object> headers = properties.getHeaders() == null ? Map.of()
                    : properties.getHeaders();
            int before = headers.get(DELIVERIES_BEFORE) instanceof Number number ? number.intValue()
                    : envelope.isRedeliver() ? 1 : 0;
            Optional<DeadLetter> deadLetter = DeadLetterReason
                    .of(String.valueOf(headers.get("x-first-death-reason")))
                    .filter(_ -> QueueName.isDeadLetterQueue(queue))
                    .map(reason -> new DeadLetter(reason,
                            String.valueOf(headers.get("x-first-death-queue"))));
            String id = properties.getMessageId() == null ? "-" : properties.getMessageId();
            return new Delivery(queue, id, before + 1, envelope.isRedeliver(), deadLetter, body);
        }

        @Override
        public Delivery next(Duration atMost) throws IOException, InterruptedException {
            Tagged next = arrived.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
            if (next == NO_MORE) {
                arrived.add(NO_MORE); // for the next call too
                throw new IOException("RabbitMQ has ended the delivery from " + queue);
            }
            if (next == null) {
                return null;
            }
            synchronized (tags) {
                tags.put(next.delivery, next.tag);
            }
            return next.delivery;
        }

        @Override
        public void settle(Delivery delivery, Settlement settlement, Runnable known) throws IOException {
            Long tag;
            synchronized (tags) {
                tag = tags.remove(delivery);
            }
            if (tag == null) {
                throw new IOException("this consumer does not have message " + delivery.id());
            }
            try {
                switch (settlement) {
                    case ACK -> channel.basicAck(tag, false);
                    case NACK -> channel.basicReject(tag, true);
                    case REJECT -> channel.basicReject(tag, false);
                }
                known.run(); // AMQP 0-9-1 has no answer to basic.ack
            } catch (AlreadyClosedException e) {
                throw new IOException("lost the connection to RabbitMQ: " + words(e), e);
            }
        }

        @Override
        public void sync() throws IOException {
            try {
                channel.queueDeclarePassive(queue); // answered after all that was sent before
            } catch (AlreadyClosedException e) {
                throw new IOException("lost the connection to RabbitMQ: " + words(e), e);
            }
        }

        @Override
        public void close() {
            connection.abort(GOODBYE_MILLIS);
        }
    }
}
