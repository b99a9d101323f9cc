package netkit.queue.rabbitmq;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;

import netkit.net.RandomIds;
import netkit.queue.MessageQueue;
import netkit.queue.PublishOutcome;
import netkit.queue.QueueLimits;
import netkit.queue.QueueName;
import netkit.queue.QueueStats;
import netkit.queue.QueueStats.Metric;
import netkit.queue.QueueUrl;
import netkit.queue.Route;
import netkit.queue.Subscription;

/**
 * Queues on RabbitMQ over AMQP 0-9-1. It declares quorum queues (rabbitmq.com/docs/quorum-queues), because these count
 * deliveries and force messages to disk; a queue that already exists with other arguments is used unchanged.
 */
public final class RabbitQueue implements MessageQueue {
    private static final int MAX_UNCONFIRMED = 10_000;
    private static final int PERSISTENT = 2;
    /** The embedded server's default. */
    private static final int MAX_DELIVERIES = 10;

    private final URI url;
    private final Route route;
    private final Connection connection;
    private final Channel channel;
    private final RandomIds ids = new RandomIds();
    private final Semaphore confirmWindow = new Semaphore(MAX_UNCONFIRMED);
    /** By publish sequence number; guarded by this. */
    private final TreeMap<Long, ConfirmListener> unconfirmed = new TreeMap<>();
    private final Set<String> declared = new TreeSet<>();
    /** Why the connection ended; null while it is open. */
    private String lossReason;

    private RabbitQueue(URI url, Route route, Connection connection, Channel channel) {
        this.url = url;
        this.route = route;
        this.connection = connection;
        this.channel = channel;
    }

    /**
     * Opens a connection.
     *
     * @param url {@code amqp://USER:PASSWORD@HOST:PORT/VHOST}, or {@code amqps} for TLS, where amqp-client accepts any
     *        certificate
     * @throws IllegalArgumentException if the URL is invalid; the message is one line
     * @throws IOException if no server accepts the connection
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
                            new PublishOutcome.Refused("RabbitMQ did not store the message (basic.nack)")));
            connection.addShutdownListener(queue::connectionLost);
            return queue;
        } catch (IOException | AlreadyClosedException e) {
            connection.abort();
            throw new IOException(
                    "lost the connection to " + QueueUrl.server(url) + ": " + RabbitErrors.reason(e), e);
        }
    }

    private static void declare(Channel channel, String queue) throws IOException {
        channel.queueDeclare(queue, true, false, false, QueueName.isDeadLetterQueue(queue)
                ? Map.of("x-queue-type", "quorum")
                : Map.of("x-queue-type", "quorum", "x-dead-letter-exchange", "", "x-dead-letter-routing-key",
                        QueueName.deadLetterQueue(queue), "x-delivery-limit", MAX_DELIVERIES - 1));
    }

    /** Declares the queue and its dead-letter queue. */
    private synchronized void declare(String queue) throws IOException {
        if (declared.contains(QueueName.check(queue))) {
            return;
        }
        for (String each : QueueName.isDeadLetterQueue(queue) ? List.of(queue)
                : List.of(queue, QueueName.deadLetterQueue(queue))) {
            // On a channel of its own: RabbitMQ closes it if the queue exists with other arguments.
            try {
                Channel temporary = connection.createChannel();
                declare(temporary, each);
                temporary.close();
            } catch (IOException | TimeoutException | AlreadyClosedException e) {
                if (!RabbitErrors.isClosedWith(e, AMQP.PRECONDITION_FAILED)) { // it exists with other arguments
                    throw new IOException(
                            "RabbitMQ cannot declare the queue " + each + ": " + RabbitErrors.reason(e), e);
                }
            }
            declared.add(each);
        }
    }

    /**
     * Declares a queue without a dead-letter queue that expires, with its messages, after it has had no consumer for this
     * long, in case {@link #delete} is never called (x-expires, rabbitmq.com/docs/ttl).
     */
    public synchronized void createTemporary(String queue, Duration unused) throws IOException {
        try (Channel temporary = connection.createChannel()) {
            temporary.queueDeclare(QueueName.check(queue), true, false, false,
                    Map.of("x-queue-type", "quorum", "x-expires", unused.toMillis()));
            declared.add(queue);
        } catch (IOException | TimeoutException | AlreadyClosedException e) {
            throw new IOException(
                    "RabbitMQ cannot declare the queue " + queue + ": " + RabbitErrors.reason(e), e);
        }
    }

    /** Deletes a queue and all its messages, including unacknowledged ones. The queue need not exist. */
    public void delete(String queue) throws IOException {
        try (Channel temporary = connection.createChannel()) {
            temporary.queueDelete(queue);
        } catch (IOException | TimeoutException | AlreadyClosedException e) {
            throw new IOException("RabbitMQ cannot delete the queue " + queue + ": " + RabbitErrors.reason(e),
                    e);
        }
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
        confirmWindow.acquire();
        synchronized (this) {
            if (lossReason != null) {
                confirmWindow.release();
                throw new IOException(lossReason);
            }
            long number = channel.getNextPublishSeqNo();
            unconfirmed.put(number, listener);
            try {
                channel.basicPublish("", queue, properties.build(), body);
            } catch (IOException | AlreadyClosedException e) {
                if (unconfirmed.remove(number) != null) {
                    confirmWindow.release();
                }
                throw new IOException(
                        "lost the connection to " + QueueUrl.server(url) + ": " + RabbitErrors.reason(e),
                        e);
            }
        }
    }

    private void confirmed(long number, boolean multiple, PublishOutcome outcome) {
        List<ConfirmListener> confirmed = new ArrayList<>();
        synchronized (this) {
            Map<Long, ConfirmListener> these = multiple ? unconfirmed.headMap(number, true)
                    : unconfirmed.subMap(number, true, number, true);
            confirmed.addAll(these.values());
            these.clear();
        }
        confirmWindow.release(confirmed.size());
        confirmed.forEach(listener -> listener.onOutcome(outcome));
    }

    private void connectionLost(ShutdownSignalException cause) {
        String reason;
        synchronized (this) {
            lossReason = "lost the connection to " + QueueUrl.server(url) + ": " + RabbitErrors.reason(cause);
            reason = lossReason;
        }
        confirmed(Long.MAX_VALUE, true, new PublishOutcome.Unknown(reason));
    }

    @Override
    public Subscription consume(String queue, int prefetch) throws IOException {
        declare(queue);
        return RabbitSubscription.open(url, route, queue, prefetch);
    }

    @Override
    public long purge(String queue) throws IOException {
        declare(queue);
        try {
            synchronized (this) {
                return channel.queuePurge(queue).getMessageCount();
            }
        } catch (IOException | AlreadyClosedException e) {
            throw new IOException("RabbitMQ cannot purge the queue " + queue + ": " + RabbitErrors.reason(e),
                    e);
        }
    }

    /** Returns the numbers of ready messages and of consumers, the only ones that AMQP reports. */
    @Override
    public List<QueueStats> stats(List<String> names) throws IOException {
        List<QueueStats> all = new ArrayList<>();
        for (String queue : names.isEmpty() ? declared() : names) {
            try {
                // On a channel of its own: RabbitMQ closes it if the queue does not exist.
                Channel temporary = connection.createChannel();
                AMQP.Queue.DeclareOk passive = temporary.queueDeclarePassive(queue);
                temporary.close();
                Map<Metric, Long> metrics = new EnumMap<>(Metric.class);
                metrics.put(Metric.READY, (long) passive.getMessageCount());
                metrics.put(Metric.CONSUMERS, (long) passive.getConsumerCount());
                all.add(new QueueStats(queue, metrics));
            } catch (IOException | TimeoutException | AlreadyClosedException e) {
                if (!RabbitErrors.isClosedWith(e, AMQP.NOT_FOUND)) {
                    throw new IOException(
                            "RabbitMQ cannot report on the queue " + queue + ": " + RabbitErrors.reason(e),
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
        connection.abort(RabbitDialer.CLOSE_TIMEOUT_MILLIS);
    }
}
