package netkit.compare.link;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import netkit.lab.Lab;
import netkit.lab.Place;
import netkit.lab.namespace.TunnelEntrance;
import netkit.net.Endpoint;
import netkit.net.RandomIds;
import netkit.queue.MessageQueue;
import netkit.queue.PublishOutcome;
import netkit.queue.QueueLimits;
import netkit.queue.QueueStats;
import netkit.queue.QueueStats.Metric;
import netkit.queue.QueueUrl;
import netkit.queue.Route;
import netkit.queue.client.QueueConnector;
import netkit.queue.rabbitmq.RabbitQueue;
import netkit.queue.server.QueueServer;

/**
 * The link over a message queue: a producer on alice, a server that stores the messages, and a consumer on bob that
 * acknowledges each message after processing; unacknowledged messages are redelivered.
 *
 * <p>A message counts as acknowledged when netkit's server has confirmed the acknowledgement, or, if that confirmation was
 * lost with the connection, when the queue is empty at the end. RabbitMQ does not confirm acknowledgements (AMQP 0-9-1
 * §1.8.3.13), so there the message counts as acknowledged when the acknowledgement was sent.
 */
final class QueueLink implements Link {
    private static final String QUEUE = "netkit-compare";
    /** Prefix of its folders, with the process id to tell leftovers of a killed process from folders in use. */
    static final String FOLDER = QUEUE + "-" + ProcessHandle.current().pid() + "-";
    /** After this time without a consumer RabbitMQ may delete the queue, in case netkit could not. */
    private static final Duration QUEUE_EXPIRY = Duration.ofHours(1);
    private static final int MAX_CONNECTIONS = 16;
    /** How often a queue whose consumer is on another machine is asked whether it is empty. */
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

    private final LinkContext context;
    private final InetSocketAddress server;
    private final MessageQueue producer;
    private final String queue;
    private final OpenedResources opened;
    private final QueueBacklog backlog = new QueueBacklog();
    private final ReceivingEnd bob;
    /** bob's end, if it is on this machine. */
    private QueueEnd consumer;

    /**
     * @param server its address as seen from alice
     * @param opened closed with this link, the last opened first
     */
    private QueueLink(LinkContext context, URI url, InetSocketAddress server, MessageQueue producer,
            String queue,
            OpenedResources opened) throws IOException {
        this.context = context;
        this.server = server;
        this.producer = producer;
        this.queue = queue;
        this.opened = opened;
        InetSocketAddress path = context.bed().tcpAddress(context.bob(), server);
        this.bob = context.bobsEnd(() -> consumer = new QueueEnd(context, url, path, queue, backlog));
    }

    /** Opens a link over netkit's own server on alice, with its messages on disk in a temporary folder. */
    static Link embedded(LinkContext context) throws IOException {
        OpenedResources opened = new OpenedResources();
        try {
            Path folder = Files.createTempDirectory(FOLDER);
            opened.add(() -> delete(folder));
            Place alice = context.alice();
            int port = LinkContext.port(alice, QueueUrl.DEFAULT_PORT);
            QueueLimits defaults = QueueLimits.DEFAULT;
            QueueLimits limits = new QueueLimits(Math.max(defaults.messageSize(), context.workload().size()),
                    defaults.length(), defaults.bytes(), defaults.deliveries(), defaults.ackTimeout(),
                    defaults.timeToLive());
            QueueServer server = alice.open(() -> new QueueServer(
                    new Endpoint(alice.address().getHostAddress(), port), Optional.of(folder), limits,
                    context.limits(MAX_CONNECTIONS), _ -> {}));
            opened.add(server);
            URI url = URI.create("mq://" + server.endpoint());
            MessageQueue producer = QueueConnector.connect(url,
                    new Route(LinkContext.sockets(alice), Optional.empty()));
            opened.add(producer);
            return new QueueLink(context, url, server.endpoint().resolve(), producer, QUEUE, opened);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Returns a listener at this place, for the tunnel to RabbitMQ. */
    private static ServerSocketChannel listener(Place place, int port) throws IOException {
        return place.open(() -> {
            ServerSocketChannel listener = ServerSocketChannel.open();
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            return listener.bind(new InetSocketAddress(place.address(), port));
        });
    }

    /**
     * Opens a link over the user's RabbitMQ, with a temporary queue. In a lab it is reached through a tunnel, whose
     * entrance is on alice.
     *
     * @throws IllegalArgumentException with one line, if the URL is invalid
     */
    static Link rabbitMq(LinkContext context) throws IOException {
        URI url = context.rabbitMq().orElseThrow();
        OpenedResources opened = new OpenedResources();
        try {
            Place alice = context.alice();
            InetSocketAddress server;
            if (TunnelEntrance.isAvailable()) {
                // the registered port, by which other programs recognise the protocol
                int port = QueueUrl.server(URI.create(url.getScheme() + "://" + Endpoint.LOOPBACK)).port();
                TunnelEntrance entrance = TunnelEntrance.open(listener(alice, LinkContext.port(alice, port)));
                opened.add(entrance);
                server = entrance.address();
            } else if (context.bed() instanceof Lab) {
                throw new IOException("there is no tunnel from this lab to " + QueueUrl.server(url));
            } else {
                server = QueueUrl.server(url).resolve();
            }
            Route route = new Route(LinkContext.sockets(alice), Optional.of(server));
            RabbitQueue producer = RabbitQueue.connect(url, route);
            opened.add(producer);
            String queue = QUEUE + "-" + context.trial() + "-" + new RandomIds().get();
            producer.createTemporary(queue, QUEUE_EXPIRY);
            opened.add(() -> delete(queue, producer, url, route));
            return new QueueLink(context, url, server, producer, queue, opened);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Returns bob's end over netkit's own server, which is at this address on another machine. */
    static ReceivingEnd receiver(LinkContext context, InetSocketAddress path) {
        return new QueueEnd(context, URI.create("mq://" + Endpoint.of(path)), path, QUEUE,
                new QueueBacklog());
    }

    @Override
    public List<InetSocketAddress> addresses() {
        return List.of(server);
    }

    @Override
    public Receiver start(Inbox program) throws IOException {
        context.remoteBob().ifPresent(RemoteEnd::connected); // a queue does not wait for its consumer
        return bob.start(program);
    }

    @Override
    public void send(int number, byte[] message) throws IOException {
        Optional<String> refusal = backlog.takeRefusal();
        if (refusal.isPresent()) {
            throw new IOException(refusal.get());
        }
        backlog.published(number);
        try {
            // a copy: the queue keeps it, and the caller reuses the array
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

    /** Waits until all messages are confirmed, and, if there is a consumer, until it has acknowledged all of them. */
    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        if (!backlog.awaitConfirmed(atMost)) {
            throw new IOException(backlog.unconfirmed() + " messages were not confirmed to the producer in "
                    + atMost.toSeconds() + " s");
        }
        while (!bob.isStopped() && !isDrained()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        unacknowledged() + " messages were not acknowledged to the queue in "
                                + atMost.toSeconds() + " s");
            }
        }
        Optional<String> refusals = backlog.refusals();
        if (refusals.isPresent()) {
            throw new IOException(refusals.get());
        }
    }

    /** Waits a while until each message was acknowledged; returns whether it was. */
    private boolean isDrained() throws IOException, InterruptedException {
        if (consumer != null) {
            return consumer.isDrained(this::isEmpty);
        }
        boolean empty = isEmpty();
        if (!empty) {
            Thread.sleep(CHECK_INTERVAL);
        }
        return empty;
    }

    private long unacknowledged() throws IOException, InterruptedException {
        return consumer != null ? backlog.unacknowledged() : remaining();
    }

    private boolean isEmpty() throws IOException, InterruptedException {
        return remaining() == 0;
    }

    /** Returns how many messages the queue has, ready or unacknowledged. */
    private long remaining() throws IOException, InterruptedException {
        long remaining = 0;
        for (QueueStats now : producer.stats(List.of(queue))) {
            remaining += now.get(Metric.READY).orElse(1) + now.get(Metric.UNACKED).orElse(1);
        }
        return remaining;
    }

    /** Cleans up even if this thread was interrupted. */
    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        bob.kill();
        try {
            if (consumer != null) {
                consumer.join();
            }
        } catch (InterruptedException _) {
            interrupted = true;
        } finally {
            opened.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void delete(String queue, RabbitQueue producer, URI url, Route route) throws IOException {
        try {
            producer.delete(queue);
        } catch (IOException _) { // the connection may have failed in the trial
            try (RabbitQueue another = RabbitQueue.connect(url, route)) {
                another.delete(queue);
            } catch (ConnectException _) {
                // the server is gone; when it returns, it deletes the queue itself
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
