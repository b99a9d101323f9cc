package netkit.queue.rabbitmq;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;

import netkit.net.PrintableText;
import netkit.queue.DeadLetter;
import netkit.queue.DeadLetterReason;
import netkit.queue.Delivery;
import netkit.queue.QueueName;
import netkit.queue.Route;
import netkit.queue.Settlement;
import netkit.queue.Subscription;

/** A subscription to a queue on RabbitMQ, on a connection of its own. */
public final class RabbitSubscription implements Subscription {
    private static final String DELIVERY_COUNT_HEADER = "x-delivery-count";

    /** A message and its delivery tag on this channel. */
    private record Tagged(Delivery delivery, long tag) {}

    private static final Tagged END = new Tagged(null, 0);

    private final String queue;
    private final Connection connection;
    private final Channel channel;
    private final LinkedBlockingQueue<Tagged> arrived = new LinkedBlockingQueue<>();
    private final Map<Delivery, Long> tags = new IdentityHashMap<>();

    private RabbitSubscription(String queue, Connection connection, Channel channel) {
        this.queue = queue;
        this.connection = connection;
        this.channel = channel;
    }

    /**
     * Opens a connection and subscribes.
     *
     * @param queue must exist
     * @throws IOException if no server accepts the connection, or it cannot deliver from the queue
     */
    public static Subscription open(URI url, Route route, String queue, int prefetch)
            throws IOException {
        Connection connection = RabbitDialer.open(url, route);
        try {
            Channel channel = connection.createChannel();
            channel.basicQos(prefetch);
            RabbitSubscription subscription = new RabbitSubscription(QueueName.check(queue), connection,
                    channel);
            channel.basicConsume(queue, false, subscription.consumer());
            return subscription;
        } catch (IOException | AlreadyClosedException e) {
            connection.abort();
            throw new IOException(
                    "RabbitMQ cannot deliver from the queue " + queue + ": " + RabbitErrors.reason(e), e);
        }
    }

    private DefaultConsumer consumer() {
        return new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties,
                    byte[] body) {
                arrived.add(new Tagged(delivery(envelope, properties, body), envelope.getDeliveryTag()));
            }

            @Override
            public void handleShutdownSignal(String tag, ShutdownSignalException signal) {
                arrived.add(END);
            }

            @Override
            public void handleCancel(String tag) {
                arrived.add(END); // the queue was deleted
            }
        };
    }

    private Delivery delivery(Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        Map<String, Object> headers = properties.getHeaders() == null ? Map.of()
                : properties.getHeaders();
        int before = headers.get(DELIVERY_COUNT_HEADER) instanceof Number number ? number.intValue()
                : envelope.isRedeliver() ? 1 : 0;
        Optional<DeadLetter> deadLetter = DeadLetterReason
                .of(String.valueOf(headers.get("x-first-death-reason")))
                .filter(_ -> QueueName.isDeadLetterQueue(queue))
                .map(deathReason -> new DeadLetter(deathReason,
                        PrintableText.escapeControls(
                                String.valueOf(headers.get("x-first-death-queue")))));
        String id = properties.getMessageId() == null ? "-"
                : PrintableText.escapeControls(properties.getMessageId()); // its publisher chose it
        return new Delivery(queue, id, before + 1, envelope.isRedeliver(), deadLetter, body);
    }

    @Override
    public Delivery next(Duration timeout) throws IOException, InterruptedException {
        Tagged next = arrived.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (next == END) {
            arrived.add(END); // for the next call too
            throw new IOException("RabbitMQ has stopped the delivery from " + queue);
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
    public void onRefused(Consumer<String> listener) {
        // AMQP 0-9-1 has no reply to basic.ack
    }

    @Override
    public void settle(Delivery delivery, Settlement settlement, Runnable onConfirmed)
            throws IOException {
        Long tag;
        synchronized (tags) {
            tag = tags.remove(delivery);
        }
        if (tag == null) {
            throw new IOException("this consumer does not hold message " + delivery.id());
        }
        try {
            switch (settlement) {
                case ACK -> channel.basicAck(tag, false);
                case NACK -> channel.basicReject(tag, true);
                case REJECT -> channel.basicReject(tag, false);
            }
            onConfirmed.run(); // without a reply, there is nothing to wait for
        } catch (AlreadyClosedException e) {
            throw new IOException("lost the connection to RabbitMQ: " + RabbitErrors.reason(e), e);
        }
    }

    @Override
    public void sync() throws IOException {
        try {
            channel.queueDeclarePassive(queue); // its reply comes after all earlier requests are processed
        } catch (AlreadyClosedException e) {
            throw new IOException("lost the connection to RabbitMQ: " + RabbitErrors.reason(e), e);
        }
    }

    @Override
    public void close() {
        connection.abort(RabbitDialer.CLOSE_TIMEOUT_MILLIS);
    }
}
