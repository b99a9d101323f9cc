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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import netkit.compare.ledger.NumberedMessage;
import netkit.lab.Lab;
import netkit.lab.Place;
import netkit.lab.namespace.TunnelEntrance;
import netkit.net.Endpoint;
import netkit.net.RandomIds;
import netkit.queue.Delivery;
import netkit.queue.MessageQueue;
import netkit.queue.PublishOutcome;
import netkit.queue.QueueLimits;
import netkit.queue.QueueStats.Metric;
import netkit.queue.QueueUrl;
import netkit.queue.Route;
import netkit.queue.Settlement;
import netkit.queue.Subscription;
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
    private static final int PREFETCH = 100;
    /** After this time without a consumer RabbitMQ may delete the queue, in case netkit could not. */
    private static final Duration QUEUE_EXPIRY = Duration.ofHours(1);
    /** How often the consumer checks whether to stop. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    /** How long the consumer must be idle at the end: messages whose acknowledgement was lost are redelivered. */
    private static final Duration QUIET = Duration.ofMillis(200);

    private final LinkContext context;
    private final MessageQueue producer;
    private final URI url;
    private final String queue;
    private final InetSocketAddress receiverAddress;
    private final Deque<Closeable> opened;
    private final QueueBacklog backlog = new QueueBacklog();
    private final List<ReconnectingReceiver> consumers = new ArrayList<>();
    /** That of the last consumer. */
    private IdleInbox inbox;

    /**
     * @param server its address as seen from alice
     * @param opened closed with this link, the last opened first
     */
    private QueueLink(LinkContext context, URI url, InetSocketAddress server, MessageQueue producer,
            String queue,
            Deque<Closeable> opened) throws IOException {
        this.context = context;
        this.url = url;
        this.producer = producer;
        this.queue = queue;
        this.receiverAddress = context.bed().tcpAddress(context.bob(), server);
        this.opened = opened;
    }

    /** Opens a link over netkit's own server on alice, with its messages on disk in a temporary folder. */
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
        Deque<Closeable> opened = new ArrayDeque<>();
        try {
            Place alice = context.alice();
            InetSocketAddress server;
            if (TunnelEntrance.isAvailable()) {
                // the registered port, by which other programs recognise the protocol
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
            String queue = QUEUE + "-" + context.trial() + "-" + new RandomIds().get();
            producer.createTemporary(queue, QUEUE_EXPIRY);
            opened.push(() -> delete(queue, producer, url, route));
            return new QueueLink(context, url, server, producer, queue, opened);
        } catch (IOException | RuntimeException e) {
            closeAll(opened);
            throw e;
        }
    }

    @Override
    public Receiver start(Inbox program) throws IOException {
        inbox = new IdleInbox(program);
        consumers.add(new ReconnectingReceiver("consumer", context.receiverSockets(), new Consumer(inbox)));
        consumers.getLast().start(consumers.size() == 1);
        return consumers.getLast();
    }

    /** One run of the consuming program: it acknowledges each message after processing. */
    private final class Consumer implements ReconnectingReceiver.Session {
        private final IdleInbox inbox;

        Consumer(IdleInbox inbox) {
            this.inbox = inbox;
        }

        @Override
        public boolean run(ReconnectingReceiver program) throws IOException, InterruptedException {
            Route route = new Route(program.sockets(), Optional.of(receiverAddress));
            try (Subscription subscription = QueueConnector.subscribe(url, route, queue, PREFETCH)) {
                program.connected();
                while (!program.isStopped()) {
                    Delivery delivery = subscription.next(POLL_INTERVAL);
                    if (delivery != null) {
                        take(delivery, subscription);
                    }
                }
                subscription.sync(); // so that acknowledged messages are not redelivered
                return true;
            } finally {
                inbox.restart(); // messages in flight will be redelivered
            }
        }

        private void take(Delivery delivery, Subscription subscription)
                throws IOException, InterruptedException {
            byte[] body = delivery.body();
            switch (inbox.take(body, 0, body.length, true)) {
                case ACKNOWLEDGE -> {
                    int number = NumberedMessage.number(context.trial(), body, 0, body.length);
                    if (number == NumberedMessage.INVALID) {
                        subscription.ack(delivery);
                        return;
                    }
                    backlog.acknowledging(number);
                    subscription.settle(delivery, Settlement.ACK, () -> {
                        backlog.acknowledged(number);
                        context.acknowledged().accept(number);
                    });
                }
                case NONE -> {}
            }
        }

        @Override
        public boolean canSend() {
            return true;
        }

        @Override
        public void send(int number, byte[] message) throws IOException {
            throw new IOException("a queue goes one way");
        }

        /** It ends by itself, after it has acknowledged what it has processed. */
        @Override
        public void leave(ReconnectingReceiver program) {}
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
        while (isConsumed() && !isDrained()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        backlog.unacknowledged() + " messages were not acknowledged to the queue in "
                                + atMost.toSeconds() + " s");
            }
        }
        Optional<String> refusals = backlog.refusals();
        if (refusals.isPresent()) {
            throw new IOException(refusals.get());
        }
    }

    private boolean isConsumed() {
        return !consumers.isEmpty() && !consumers.getLast().isStopped();
    }

    /**
     * Waits a while for all acknowledgements, and then until the consumer has been idle.
     *
     * @return whether both was so
     */
    private boolean isDrained() throws IOException, InterruptedException {
        if (!backlog.awaitAcknowledged(QUIET) && backlog.isEachAckSent() && isEmpty()) {
            // the confirmations of these were lost with a connection
            Arrays.stream(backlog.takeUnacknowledged()).forEach(context.acknowledged());
        }
        Duration left = inbox.left(QUIET);
        if (left.isPositive()) {
            Thread.sleep(left);
        }
        return backlog.unacknowledged() == 0 && !inbox.left(QUIET).isPositive();
    }

    /** Returns whether the queue has no messages, ready or unacknowledged. */
    private boolean isEmpty() throws IOException, InterruptedException {
        return producer.stats(List.of(queue)).stream()
                .allMatch(now -> now.get(Metric.READY).orElse(1) + now.get(Metric.UNACKED).orElse(1) == 0);
    }

    /** Cleans up even if this thread was interrupted. */
    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        consumers.forEach(ReconnectingReceiver::kill);
        try {
            for (ReconnectingReceiver consumer : consumers) {
                consumer.join();
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

    /** Closes all, even if one cannot be closed; the last opened first. */
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
