package netkit.lesson.judge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import netkit.lesson.check.CheckStep;
import netkit.lesson.check.FieldBytes;
import netkit.lesson.check.Names;
import netkit.lesson.check.QueueNumbers;
import netkit.lesson.check.Within;
import netkit.net.Endpoint;
import netkit.queue.MessageQueue;
import netkit.queue.QueueLimits;
import netkit.queue.QueueStats;
import netkit.queue.QueueStats.Metric;
import netkit.queue.client.QueueConnector;
import netkit.queue.server.QueueServer;

/**
 * netkit's message queue, with its log on disk, as the peer of a program: its numbers are measured, not scripted. The judge
 * stands between the two and shows what each sends.
 */
final class QueueSteps implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;
    private static final int MAX_KEPT = 1 << 20;
    private static final Duration LAST_CHANGE = Duration.ofMillis(500);
    /** As of {@code netkit mq-server}. */
    private static final int MAX_DELIVERIES = 10;
    /** Metrics that only grow: one that is larger than wanted stays so. */
    private static final Set<Metric> COUNTERS = Set.of(Metric.DELIVERED, Metric.REDELIVERED, Metric.ACKED,
            Metric.DEAD, Metric.PUBLISHED);

    private final Names names;
    private final Events events;
    private final Ladder ladder;
    private final Programs programs;
    private final PeerSteps peers;
    private final Path folder;
    private final Set<Socket> open = new HashSet<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private QueueServer server;
    private MessageQueue client;
    private Poller poller;
    private int connections;
    /** What the queues said last. */
    private Map<String, Map<Metric, Long>> stats = Map.of();

    QueueSteps(Names names, Events events, Ladder ladder, Programs programs, PeerSteps peers)
            throws IOException {
        this.names = names;
        this.events = events;
        this.ladder = ladder;
        this.programs = programs;
        this.peers = peers;
        folder = Files.createTempDirectory("netkit-queue");
    }

    /** Returns how many connections the program has opened. */
    int connections() {
        synchronized (events) {
            return connections;
        }
    }

    byte[] received() {
        synchronized (events) {
            return received.toByteArray();
        }
    }

    byte[] sent() {
        synchronized (events) {
            return sent.toByteArray();
        }
    }

    /** Serves a connection of a program; before the queue runs, it is closed at once. */
    void serve(Socket program) {
        Socket inner = null;
        String name;
        try {
            QueueServer running;
            synchronized (events) {
                running = server;
                connections++;
                name = connections == 1 ? "queue" : "queue " + connections;
            }
            if (running == null) {
                events.change(() -> ladder.event("the program connects: there is no queue"));
                program.close();
                return;
            }
            inner = new Socket(Endpoint.LOOPBACK, running.endpoint().port());
        } catch (IOException _) {
            close(program);
            return;
        }
        Socket queue = inner;
        events.change(() -> {
            ladder.event("the program connects to " + name);
            open.add(program);
            open.add(queue);
        });
        Thread.startVirtualThread(() -> pump(program, queue, (bytes, count) -> {
            ladder.received(name, bytes, 0, count);
            received.write(bytes, 0, Math.min(count, MAX_KEPT - received.size()));
        }, name + " <- program  closes"));
        Thread.startVirtualThread(() -> pump(queue, program, (bytes, count) -> {
            ladder.sent(name, bytes, 0, count);
            sent.write(bytes, 0, Math.min(count, MAX_KEPT - sent.size()));
        }, ""));
    }

    @FunctionalInterface
    private interface Seen {
        void bytes(byte[] bytes, int count);
    }

    private void pump(Socket from, Socket to, Seen seen, String end) {
        byte[] buffer = new byte[BUFFER];
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count; (count = in.read(buffer)) >= 0;) {
                int length = count;
                events.change(() -> seen.bytes(buffer, length));
                out.write(buffer, 0, length);
            }
        } catch (IOException _) {
            // one of them is gone
        } finally {
            events.change(() -> {
                if (open.remove(from) && !end.isEmpty()) {
                    ladder.event(end);
                }
                open.remove(to);
            });
        }
    }

    void run(CheckStep.OfQueue step)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        switch (step) {
            case CheckStep.QueueRuns(boolean on) -> {
                if (on) {
                    start();
                } else {
                    ladder.act("the queue stops");
                    peers.listening(false);
                    stop();
                }
            }
            case CheckStep.QueueGets(String queue, var body) -> {
                byte[] bytes = body.bytes(names);
                ladder.datagram("queue: put into " + queue, bytes);
                client.publish(queue, bytes);
            }
            case CheckStep.QueueHas has -> has(has);
            case CheckStep.QueueValue _ -> {} // the run reads it
        }
    }

    /** Returns a metric of a queue now; 0 if there is no such queue. */
    long number(String queue, Metric metric) throws IOException, InterruptedException {
        look(client);
        synchronized (events) {
            return QueueNumbers.of(numbers(queue), metric);
        }
    }

    private void start() throws IOException, InterruptedException {
        QueueServer opened = new QueueServer(new Endpoint(Endpoint.LOOPBACK, 0), Optional.of(folder),
                new QueueLimits(1 << 20, 0, 0, MAX_DELIVERIES, Duration.ZERO, Duration.ZERO), _ -> {});
        client = QueueConnector.connect(URI.create("mq://" + opened.endpoint()));
        events.change(() -> {
            server = opened;
            ladder.event("the queue starts");
        });
        MessageQueue asked = client;
        poller = new Poller(() -> look(asked));
        peers.listening(true);
    }

    private void look(MessageQueue asked) throws IOException, InterruptedException {
        Map<String, Map<Metric, Long>> now = new TreeMap<>();
        for (QueueStats queue : asked.stats(List.of())) {
            now.put(queue.queue(), queue.values());
        }
        synchronized (events) {
            if (now.equals(stats)) {
                return;
            }
        }
        events.change(() -> stats = now);
    }

    private void stop() throws IOException {
        if (server == null) {
            return;
        }
        QueueServer stopped = server;
        List<Socket> sockets;
        poller.close();
        synchronized (events) {
            server = null;
            sockets = List.copyOf(open);
            stats = Map.of();
        }
        client.close();
        sockets.forEach(QueueSteps::close);
        stopped.close();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it is closed all the same
        }
    }

    private void has(CheckStep.QueueHas step)
            throws CheckFailedException, InconclusiveException, InterruptedException, IOException {
        Map<Metric, Long> wanted = new TreeMap<>();
        step.metrics().forEach((metric, value) -> wanted.put(metric, value.value(names)));
        look(client);
        BooleanSupplier decided = () -> QueueNumbers.fit(wanted, numbers(step.queue()))
                || exceeds(wanted, step.queue());
        new StepLimit(events, step.within(), programs::waitedForProcessor)
                .await(() -> decided.getAsBoolean() || programs.haveEnded());
        events.await(LAST_CHANGE, decided); // the queue notices the end of a program a moment later
        Map<Metric, Long> found;
        synchronized (events) {
            found = numbers(step.queue());
        }
        if (QueueNumbers.fit(wanted, found)) {
            return;
        }
        Optional<RunningProgram> running = programs.first().program();
        if (running.isPresent() && connections() == 0) {
            throw StartFailures.noConnection(running.get(), 0, programs.first().port(),
                    step.within().map(Within::time).orElse(CheckRun.QUIET));
        }
        Metric first = QueueNumbers.firstWrong(wanted, found, COUNTERS);
        String message = "the queue " + step.queue() + " has " + first + "=" + QueueNumbers.of(found, first)
                + ", where "
                + first + "=" + wanted.get(first) + " is expected";
        boolean exceeded = QueueNumbers.exceed(wanted, found, COUNTERS);
        throw new CheckFailedException((exceeded
                ? Failure.wrong(message, text(wanted, wanted), text(found, wanted).bytes(), -1, "")
                : Failure.silent(message, text(wanted, wanted), text(found, wanted).bytes()))
                .with(first.toString()));
    }

    private boolean exceeds(Map<Metric, Long> wanted, String queue) {
        return QueueNumbers.exceed(wanted, numbers(queue), COUNTERS);
    }

    private Map<Metric, Long> numbers(String queue) {
        return stats.getOrDefault(queue, Map.of());
    }

    private static FieldBytes text(Map<Metric, Long> values, Map<Metric, Long> wanted) {
        return FieldBytes
                .of(wanted.keySet().stream().map(metric -> metric + "=" + values.getOrDefault(metric, 0L))
                        .collect(Collectors.joining(" ")).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        stop();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
