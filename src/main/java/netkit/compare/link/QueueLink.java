package netkit.compare.link;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import netkit.compare.ledger.NumberedMessage;
import netkit.lab.Lab;
import netkit.lab.Place;
import netkit.lab.namespace.TunnelEntrance;
import netkit.net.Endpoint;
import netkit.net.RandomIds;
import netkit.queue.MessageQueue;
import netkit.queue.PublishOutcome;
import netkit.queue.QueueLimits;
import netkit.queue.QueueStats.Metric;
import netkit.queue.QueueUrl;
import netkit.queue.Route;
import netkit.queue.client.QueueConnector;
import netkit.queue.rabbitmq.RabbitQueue;
import netkit.queue.server.QueueServer;

/**
 * A producer on alice, whose messages a server of message queues keeps, and a consumer on bob, who acknowledges each
 * message when he has processed it, and gets those that he has not acknowledged again.
 *
 * <p>A message is told of as acknowledged when netkit's own server has answered so to the consumer, or, where that
 * answer was lost with the connection, in the end, when the queue is empty. RabbitMQ does not answer an acknowledgement
 * (AMQP 0-9-1 §1.8.3.13), so there it is told of when it was sent.
 */
final class QueueLink implements Link {
    private static final String QUEUE = "netkit-compare";
    /** How the names of its folders begin: what is left when it is killed can be told from what is in use. */
    static final String FOLDER = QUEUE + "-" + ProcessHandle.current().pid() + "-";
    private static final int PREFETCH = 100;
    /** Nobody consumed for so long: nobody will, and RabbitMQ may delete the queue if we could not. */
    private static final Duration QUEUE_EXPIRY = Duration.ofHours(1);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(5);
    /** How long the consumer must have had nothing to do at the end: what was acknowledged in vain comes again. */
    private static final Duration QUIET = Duration.ofMillis(200);
    private static final Duration RECONNECT_TIMEOUT = Duration.ofMillis(500);

    private final LinkContext context;
    private final MessageQueue producer;
    private final String queue;
    private final QueueConsumer.SubscriptionFactory subscriptions;
    private final Deque<Closeable> opened;
    private final QueueBacklog backlog = new QueueBacklog();
    private final QueueConsumer.Acknowledgements acknowledgements = new QueueConsumer.Acknowledgements() {
        @Override
        public void acknowledging(byte[] body) {
            int number = number(body);
            if (number != NumberedMessage.INVALID) {
                backlog.acknowledging(number);
            }
        }

        @Override
        public void acknowledged(byte[] body) {
            int number = number(body);
            if (number != NumberedMessage.INVALID) {
                backlog.acknowledged(number);
                context.acknowledged().accept(number);
            }
        }

        private int number(byte[] body) {
            return NumberedMessage.number(context.trial(), body, 0, body.length);
        }
    };
    private final List<QueueConsumer> consumers = new CopyOnWriteArrayList<>();

    /**
     * @param server where it is to be found from alice
     * @param opened what is closed with this, the last first
     */
    private QueueLink(LinkContext context, URI url, InetSocketAddress server, MessageQueue producer,
            String queue,
            Deque<Closeable> opened) throws IOException {
        InetSocketAddress path = context.bed().streamPath(context.bob(), server);
        this.context = context;
        this.producer = producer;
        this.queue = queue;
        this.subscriptions = sockets -> QueueConnector.subscribe(url, new Route(sockets, Optional.of(path)),
                queue,
                PREFETCH);
        this.opened = opened;
    }

    /** A server of our own on alice; messages are on its disk before they are confirmed, in a folder that is deleted. */
    static Link embedded(LinkContext context) throws IOException {
        Deque<Closeable> opened = new ArrayDeque<>();
        try {
            Path folder = Files.createTempDirectory(FOLDER);
            opened.push(() -> delete(folder));
            Place alice = context.alice();
            int port = LinkContext.port(alice, QueueUrl.DEFAULT_PORT);
            QueueLimits defaults = QueueLimits.DEFAULT;
            QueueLimits limits = new QueueLimits(Math.max(defaults.messageSize(), context.workload().size()),
                    defaults.length(), defaults.bytes(), defaults.deliveries(), defaults.ackTimeout(),
                    defaults.timeToLive());
            QueueServer server = alice.open(() -> new QueueServer(
                    new Endpoint(alice.address().getHostAddress(), port), Optional.of(folder), limits,
                    _ -> {}));
            opened.push(server);
            URI url = URI.create("mq://" + server.endpoint());
            MessageQueue producer = QueueConnector.connect(url,
                    new Route(LinkContext.sockets(alice), Optional.empty()));
            opened.push(producer);
            return new QueueLink(context, url, server.endpoint().resolve(), producer, QUEUE, opened);
        } catch (IOException | RuntimeException e) {
            closeAll(opened);
            throw e;
        }
    }

    /** A listener that is bound there, for the tunnel to RabbitMQ. */
    private static ServerSocketChannel listener(Place place, int port) throws IOException {
        return place.open(() -> {
            ServerSocketChannel listener = ServerSocketChannel.open();
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            return listener.bind(new InetSocketAddress(place.address(), port));
        });
    }

    /**
     * A server of the user's, with a queue that is deleted. In a lab it is behind the mouth of the tunnel, on alice.
     *
     * @throws IllegalArgumentException with one line that says what is wrong with the URL
     */
    static Link rabbitMq(LinkContext context) throws IOException {
        URI url = context.rabbitMq().orElseThrow();
        Deque<Closeable> opened = new ArrayDeque<>();
        try {
            Place alice = context.alice();
            InetSocketAddress server;
            if (TunnelEntrance.isAvailable()) {
                // the standard's port, by which other programs know the protocol
                int port = QueueUrl.server(URI.create(url.getScheme() + "://" + Endpoint.LOOPBACK)).port();
                TunnelEntrance entrance = TunnelEntrance.open(listener(alice, LinkContext.port(alice, port)));
                opened.push(entrance);
                server = entrance.address();
            } else if (context.bed() instanceof Lab) {
                throw new IOException("there is no tunnel from this lab to " + QueueUrl.server(url));
            } else {
                server = QueueUrl.server(url).resolve();
            }
            Route route = new Route(LinkContext.sockets(alice), Optional.of(server));
            RabbitQueue producer = RabbitQueue.connect(url, route);
            opened.push(producer);
            String queue = QUEUE + "-" + context.trial() + "-" + new RandomIds(new SecureRandom()).get();
            producer.createTemporary(queue, QUEUE_EXPIRY);
            opened.push(() -> delete(queue, producer, url, route));
            return new QueueLink(context, url, server, producer, queue, opened);
        } catch (IOException | RuntimeException e) {
            closeAll(opened);
            throw e;
        }
    }

    @Override
    public Receiver start(Inbox inbox) throws IOException {
        QueueConsumer started = new QueueConsumer(subscriptions, context.receiverSockets(), acknowledgements,
                inbox);
        boolean first = consumers.isEmpty();
        consumers.add(started);
        if (first) {
            started.startConnected();
        } else {
            started.startRetrying(RECONNECT_TIMEOUT);
        }
        return started;
    }

    @Override
    public void send(int number, byte[] message) throws IOException {
        Optional<String> refusal = backlog.takeRefusal();
        if (refusal.isPresent()) {
            throw new IOException(refusal.get());
        }
        backlog.published(number);
        try {
            // a copy: it is the queue's from here on, the array is not
            producer.publish(queue, message.clone(), Duration.ZERO, outcome -> {
                switch (outcome) {
                    case PublishOutcome.Stored() -> backlog.confirmed(number);
                    case PublishOutcome.Refused(var why) -> backlog.refused(number, why);
                    case PublishOutcome.Unknown(var why) -> backlog.refused(number, why);
                }
            });
        } catch (InterruptedException _) {
            backlog.withdrawn(number);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (IOException e) {
            backlog.withdrawn(number);
            throw e;
        }
    }

    /** Waits until all is confirmed, and, while there is a consumer, until he has worked off everything. */
    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (backlog.unconfirmed() > 0) {
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        backlog.unconfirmed() + " messages were not confirmed to the producer in "
                                + atMost.toSeconds() + " s");
            }
            Thread.sleep(POLL_INTERVAL);
        }
        while (isConsumed() && !(isIdle() && isDrained())) {
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        backlog.unacknowledged() + " messages were not acknowledged to the queue in "
                                + atMost.toSeconds() + " s");
            }
            Thread.sleep(POLL_INTERVAL);
        }
        Optional<String> refusals = backlog.refusals();
        if (refusals.isPresent()) {
            throw new IOException(refusals.get());
        }
    }

    private boolean isConsumed() {
        return !consumers.isEmpty() && consumers.getLast().isRunning();
    }

    private boolean isIdle() {
        return consumers.getLast().idle().compareTo(QUIET) > 0;
    }

    private boolean isDrained() throws IOException, InterruptedException {
        if (backlog.unacknowledged() > 0 && backlog.isEachAckSent() && isEmpty()) {
            // the answers to these were lost with a connection
            Arrays.stream(backlog.takeUnacknowledged()).forEach(context.acknowledged());
        }
        return backlog.unacknowledged() == 0;
    }

    /** Whether the queue has no message any more, not even with a consumer. */
    private boolean isEmpty() throws IOException, InterruptedException {
        return producer.stats(List.of(queue)).stream()
                .allMatch(now -> now.get(Metric.READY).orElse(1) + now.get(Metric.UNACKED).orElse(1) == 0);
    }

    /** Even when this thread was interrupted, nothing is left. */
    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        consumers.forEach(QueueConsumer::kill);
        try {
            for (QueueConsumer started : consumers) {
                started.awaitEnd();
            }
        } catch (InterruptedException _) {
            interrupted = true;
        } finally {
            closeAll(opened);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** All of them, even when one cannot be closed; the last that was opened first. */
    private static void closeAll(Deque<Closeable> opened) throws IOException {
        IOException failure = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void delete(String queue, RabbitQueue producer, URI url, Route route) throws IOException {
        try {
            producer.delete(queue);
        } catch (IOException _) { // the connection may have died in the trial
            try (RabbitQueue another = RabbitQueue.connect(url, route)) {
                another.delete(queue);
            } catch (ConnectException _) {
                // the server is gone; should it come back, it deletes the queue by itself
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
