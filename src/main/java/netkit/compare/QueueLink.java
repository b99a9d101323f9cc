package netkit.compare;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import netkit.lab.Direction;
import netkit.lab.StreamCounts;
import netkit.lab.StreamFaults;
import netkit.lab.StreamRelay;
import netkit.net.Endpoint;
import netkit.queue.Delivery;
import netkit.queue.MessageQueue;
import netkit.queue.Outcome;
import netkit.queue.QueueLimits;
import netkit.queue.QueueServer;
import netkit.queue.QueueStats.Figure;
import netkit.queue.Subscription;

/**
 * A producer on a message queue, and a consumer that gets its messages through a relay, acknowledges each when it has
 * processed it, and comes back when its connection is lost or it was killed.
 */
final class QueueLink implements Link {
    private static final String QUEUE = "netkit-compare";
    /** No message of a trial is so short. */
    private static final byte[] END = {0};
    private static final int PREFETCH = 100;
    private static final Duration QUIET = Duration.ofMillis(100);
    private static final Duration MOMENT = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** How long a consumer that was closed may still be counted. */
    private static final Duration GONE = Duration.ofSeconds(3);
    private static final int AMQP_PORT = 5672;
    private static final int AMQPS_PORT = 5671;
    /** What RabbitMQ says before the first message, roughly. */
    private static final int AMQP_PROLOGUE = 700;
    /** AMQP 0-9-1 §4.2.3: the method, the header and the body of a message are frames of 8 bytes and what they hold. */
    private static final int AMQP_FRAMING = 3 * 8 + 61 + 47;

    private final Deque<Closeable> opened;
    private final URI url;
    private final MessageQueue producer;
    private final StreamRelay relay;
    /** For a consumer that comes back: it is harmed once. */
    private final StreamRelay wayBack;
    private final Crash crash;
    private final Duration away;
    private final AtomicInteger unconfirmed = new AtomicInteger();
    private final AtomicReference<String> refusal = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private MessageQueue consumer;
    private Subscription subscription;
    /** The producer is done. */
    private volatile boolean finished;
    /** The consumer will not be told of the end. */
    private volatile boolean endIsLost;
    private volatile boolean closed;

    private QueueLink(URI url, StreamFaults faults, Crash crash, Duration away, Deque<Closeable> opened)
            throws IOException {
        this.opened = opened;
        this.url = url;
        this.crash = crash;
        this.away = away;
        this.producer = MessageQueue.connect(url);
        opened.push(producer);
        empty();
        InetSocketAddress server = server(url).resolve();
        this.relay = StreamRelay.open(server, StreamFaults.NONE, faults);
        opened.push(relay);
        this.wayBack = StreamRelay.open(server, StreamFaults.NONE, StreamFaults.NONE);
        opened.push(wayBack);
        subscribe(relay);
    }

    /** A server of our own, whose messages are on disk before they are confirmed, in a folder that is deleted. */
    static QueueLink embedded(StreamFaults faults, Crash crash, Duration away, Workload workload)
            throws IOException {
        Deque<Closeable> opened = new ConcurrentLinkedDeque<>();
        try {
            Path folder = Files.createTempDirectory("netkit-compare");
            opened.push(() -> delete(folder));
            QueueLimits usual = QueueLimits.DEFAULT;
            QueueServer server = new QueueServer(new Endpoint(Endpoint.LOOPBACK, 0), Optional.of(folder),
                    new QueueLimits(Math.max(usual.messageSize(), workload.size()), usual.length(),
                            usual.bytes(), usual.deliveries(), usual.ackTimeout(), usual.timeToLive()),
                    _ -> {});
            opened.push(server);
            return new QueueLink(URI.create("mq://" + server.endpoint()), faults, crash, away, opened);
        } catch (IOException e) {
            closeAll(opened);
            throw e;
        }
    }

    /** A server that runs somewhere. */
    static QueueLink at(URI url, StreamFaults faults, Crash crash, Duration away) throws IOException {
        Deque<Closeable> opened = new ConcurrentLinkedDeque<>();
        try {
            return new QueueLink(url, faults, crash, away, opened);
        } catch (IOException e) {
            closeAll(opened);
            throw e;
        }
    }

    /** Where messages stand in the embedded server's stream to the consumer, with the answers to what it says. */
    static StreamLayout layout(Workload workload) {
        String head = "MSG " + QUEUE + " " + workload.messages() / 2 + " 1 first " + workload.size();
        int answer = "+OK\r\n".length();
        return new StreamLayout(answer, head.length() + 2 + workload.size() + 2 + answer);
    }

    /** Where messages stand in RabbitMQ's stream to the consumer, roughly. */
    static StreamLayout amqpLayout(Workload workload) {
        return new StreamLayout(AMQP_PROLOGUE, AMQP_FRAMING + workload.size());
    }

    private static Endpoint server(URI url) {
        int usual = "amqps".equals(url.getScheme()) ? AMQPS_PORT : AMQP_PORT;
        return new Endpoint(url.getHost().replaceAll("[\\[\\]]", ""),
                url.getPort() < 0 ? usual : url.getPort());
    }

    /** The same URL with the relay's address. */
    private static URI through(StreamRelay relay, URI url) {
        String user = url.getRawUserInfo() == null ? "" : url.getRawUserInfo() + "@";
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return URI.create(url.getScheme() + "://" + user + Endpoint.LOOPBACK + ":"
                + relay.address().getPort() + path + query);
    }

    /** The queue is ours and has nothing of an earlier run. */
    private void empty() throws IOException {
        try {
            producer.purge(QUEUE);
            long deadline = System.nanoTime() + GONE.toNanos();
            while (producer.stats(List.of(QUEUE)).stream()
                    .anyMatch(queue -> queue.get(Figure.CONSUMERS).orElse(0) > 0)) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("somebody else consumes from the queue " + QUEUE
                            + " there; one comparison at a time on one server");
                }
                Thread.sleep(QUIET);
            }
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    private void subscribe(StreamRelay way) throws IOException {
        consumer = MessageQueue.connect(through(way, url));
        opened.push(consumer);
        subscription = consumer.consume(QUEUE, PREFETCH);
        opened.push(subscription);
    }

    @Override
    public void send(byte[] message) throws IOException {
        String why = refusal.get();
        if (why != null) {
            throw new IOException(why);
        }
        publish(message.clone()); // it is the queue's from here on, the array is not
    }

    private void publish(byte[] message) throws IOException {
        unconfirmed.incrementAndGet();
        try {
            producer.publish(QUEUE, message, Duration.ZERO, this::confirmed);
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    private void confirmed(Outcome outcome) {
        switch (outcome) {
            case Outcome.Stored() -> {}
            case Outcome.Refused(var why) -> refusal.compareAndSet(null, "a message was refused: " + why);
        }
        unconfirmed.decrementAndGet();
    }

    /** A message is told of before it is acknowledged: who dies in between gets it again. */
    @Override
    public void receiveAll(Arrivals arrivals) throws IOException {
        try {
            receive(arrivals);
        } catch (InterruptedException _) {
            throw interrupted();
        } finally {
            ended.countDown();
        }
        String why = refusal.get();
        if (why != null) {
            throw new IOException(why);
        }
    }

    private void receive(Arrivals arrivals) throws IOException, InterruptedException {
        int received = 0;
        boolean sawEnd = false;
        long deadline = Long.MAX_VALUE;
        while (true) {
            try {
                Delivery delivery = subscription.next(QUIET);
                if (delivery == null) {
                    if (sawEnd || endIsLost) {
                        subscription.sync();
                        return;
                    }
                    deadline = finished ? Math.min(deadline, System.nanoTime() + PATIENCE.toNanos())
                            : Long.MAX_VALUE;
                    if (System.nanoTime() > deadline) {
                        throw new EndOfPatience();
                    }
                    continue;
                }
                deadline = Long.MAX_VALUE;
                if (delivery.body().length == END.length) {
                    sawEnd = true;
                    subscription.ack(delivery);
                    continue;
                }
                received++;
                if (crash.isInHand(received) && !crash.isInHand(received - 1)) {
                    subscription.sync(); // what was acknowledged so far is known to be
                }
                arrivals.arrived(delivery.body(), 0, delivery.body().length, true);
                if (crash.isAt(received)) {
                    comeBack();
                } else if (!crash.isInHand(received)) {
                    subscription.ack(delivery);
                }
            } catch (EndOfPatience e) {
                throw e;
            } catch (IOException e) {
                if (closed) {
                    throw e;
                }
                comeBack();
            }
        }
    }

    private void comeBack() throws IOException, InterruptedException {
        subscription.close();
        consumer.close();
        Thread.sleep(away);
        subscribe(wayBack);
    }

    /** Waits for the confirms, tells the consumer that this was all, and waits until it has worked off everything. */
    @Override
    public void finish(int sent) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (unconfirmed.get() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(MOMENT);
        }
        try {
            publish(END);
        } catch (IOException e) {
            endIsLost = true;
            throw e;
        } finally {
            finished = true;
            ended.await();
        }
    }

    @Override
    public StreamCounts relay() {
        StreamCounts there = relay.counts(Direction.TO_CLIENT);
        StreamCounts back = wayBack.counts(Direction.TO_CLIENT);
        return new StreamCounts(there.connections() + back.connections(),
                there.bytesReceived() + back.bytesReceived(),
                there.bytesForwarded() + back.bytesForwarded(), there.writes() + back.writes(),
                there.stalls() + back.stalls(), there.resets() + back.resets());
    }

    /** What is stored does not vanish. */
    @Override
    public long lostByAccident(int sent) {
        return 0;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        closeAll(opened);
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

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted");
    }

    private static final class EndOfPatience extends IOException {
        private static final long serialVersionUID = 1;

        EndOfPatience() {
            super("nothing came for " + PATIENCE.toSeconds() + " s, not even the end");
        }
    }
}
