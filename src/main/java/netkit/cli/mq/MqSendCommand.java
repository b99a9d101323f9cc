package netkit.cli.mq;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.capture.PcapOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.Quantity;
import netkit.cli.option.Rate;
import netkit.cli.option.StoppedException;
import netkit.cli.option.Usage;
import netkit.cli.terminal.InputLines;
import netkit.cli.terminal.LineConsole;
import netkit.cli.terminal.SendConsole;
import netkit.cli.terminal.StoppableWork;
import netkit.cli.terminal.Terminals;
import netkit.queue.MessageQueue;
import netkit.report.Numbers;
import netkit.report.Json;

/** {@code netkit mq-send}: a producer, which reports what the server has confirmed. */
@Command(name = "mq-send", description = {
    "Send messages to a queue and wait until the server confirms them.", "",
    "With TEXT: send one message, its words joined by spaces. Without TEXT: send each line of standard input"
            + " as a message. With --count: send that many numbered messages.",
    ""},
        footerHeading = "%nExamples:%n",
        footer = {"  netkit mq-send orders two words", //
            "  netkit mq-send orders < lines.txt", //
            "  netkit mq-send orders --count 1000 --size 1k --rate 100/s", //
            "  netkit mq-send orders --url amqp://guest:guest@127.0.0.1 hello"})
public final class MqSendCommand implements Callable<Integer> {
    private static final int MAX_LINE = 1 << 20;

    /** The JSON; the times are null if no message is confirmed. */
    private record Result(int schema, String url, String queue, long sent, long bytes, long confirmed,
            long refused, long unknown, double seconds, Double confirmP50Millis, Double confirmP99Millis) {}

    @Spec
    CommandSpec spec;

    @Mixin
    QueueAddress address;

    @Parameters(index = "0", paramLabel = "QUEUE",
            description = "Queue to send to; created if it does not exist.")
    String queue;

    @Parameters(index = "1..*", paramLabel = "TEXT", arity = "0..*",
            description = "Text of the message, sent as UTF-8.")
    List<String> text = List.of();

    @Option(names = "--count", paramLabel = "N",
            description = "Send this many messages: TEXT, or 'message', followed by a number from 1.")
    Integer count;

    @Option(names = "--size", paramLabel = "SIZE", converter = Quantity.Size.class,
            description = "Pad each of these messages with dots to this many bytes (default: no padding).")
    Integer size;

    @Option(names = "--rate", paramLabel = "RATE",
            description = "Rate at which to send these messages, such as 500/s (default: no limit).")
    Rate rate;

    @Option(names = "--ttl", paramLabel = "TIME", defaultValue = "0s",
            description = "Time to live, such as 10s, after which the message is moved to the dead-letter queue"
                    + " (default: the server's).")
    Duration timeToLive;

    @Option(names = "--json", description = "Print the result as JSON.")
    boolean json;

    @Mixin
    PcapOptions pcap;

    private final ConfirmStats stats = new ConfirmStats();
    private boolean stopped;
    private long startedAt;
    private long nanos;

    @Override
    public Integer call() throws IOException {
        address.check(queue);
        Usage.check(spec, count == null || count >= 1, "--count must be at least 1");
        Usage.check(spec, count != null || size == null && rate == null, "--size and --rate require --count");
        Usage.check(spec, size == null || size >= 1, "--size must be at least 1");
        IOException failure = null;
        boolean typed = count == null && text.isEmpty() && Terminals.typed();
        boolean inConsole = typed && Terminals.interactive() && Terminals.mayMoveCursor();
        SendProgress.Target target = new SendProgress.Target(queue, address::connect);
        try (MessageQueue messages = address.connect()) {
            startedAt = System.nanoTime();
            try {
                if (inConsole) {
                    converse(messages, target);
                }
                stopped = !work(messages, inConsole,
                        SendProgress.on(spec.commandLine().getErr(), typed, stats, count, target));
            } catch (IOException e) {
                failure = e;
            }
            nanos = System.nanoTime() - startedAt;
        }
        report();
        checkConfirmed(failure);
        return ExitCode.DONE;
    }

    /** Sends, unless all was typed, and awaits the confirms; returns false if Ctrl-C ended that. */
    private boolean work(MessageQueue messages, boolean isSent, SendProgress progress) throws IOException {
        try (progress; StoppableWork work = new StoppableWork(() -> {
            if (!isSent) {
                send(messages);
            }
            stats.awaitAll();
        })) {
            return work.await(StoppableWork.FOR_EVER) != StoppableWork.Ending.INTERRUPTED;
        }
    }

    private void converse(MessageQueue messages, SendProgress.Target target) throws IOException {
        try (LineConsole console = new LineConsole();
                SendProgress _ = SendProgress.above(console, stats, target)) {
            SendConsole.run(console, "one message to " + queue, line -> send(messages, line));
        } catch (InterruptedException e) {
            throw new IllegalStateException("a thread that is not shared was interrupted", e);
        }
    }

    /**
     * Checks that all sent messages are confirmed.
     *
     * @param failure what ended the sending, or null
     * @throws IOException if they are not
     */
    private void checkConfirmed(IOException failure) throws IOException {
        List<String> problems = new ArrayList<>();
        if (stats.refused() > 0) {
            problems.add("refused: " + stats.firstRefusal());
        }
        if (failure != null) {
            problems.add(failure.getMessage());
        }
        if (stopped) {
            problems.add(stats.unknown() > 0 ? "stopped before the server had confirmed"
                    : "stopped before all was sent");
        }
        if (stats.unknown() > 0) {
            if (!stopped && failure == null) {
                problems.add(stats.lossReason());
            }
            problems.add(Numbers.counted(stats.unknown(), "message") + " may or may not be stored");
        }
        if (failure != null && problems.size() == 1) {
            throw failure;
        }
        if (stopped) {
            throw new StoppedException(String.join("; ", problems));
        }
        if (!problems.isEmpty()) {
            throw new IOException(String.join("; ", problems), failure);
        }
    }

    private void send(MessageQueue messages) throws IOException, InterruptedException {
        if (count != null) {
            double interval = rate == null ? 0 : 1e9 / rate.messagesPerSecond(size == null ? 1 : size);
            for (int number = 1; number <= count; number++) {
                long wait = startedAt + (long) (interval * (number - 1)) - System.nanoTime();
                if (wait > 0) {
                    TimeUnit.NANOSECONDS.sleep(wait);
                }
                send(messages, numbered(number));
            }
        } else if (text.isEmpty()) {
            InputLines lines = new InputLines(System.in, MAX_LINE, "the maximum for a message");
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                send(messages, line);
            }
        } else {
            send(messages, String.join(" ", text).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void send(MessageQueue messages, byte[] body) throws IOException, InterruptedException {
        try {
            messages.publish(queue, body, Quantity.upToMillis(timeToLive), stats.sent(body.length));
        } catch (InterruptedException e) {
            stats.withdrawn(body.length); // it was still waiting to be sent
            throw e;
        }
    }

    private byte[] numbered(int number) {
        byte[] bytes = ((text.isEmpty() ? "message" : String.join(" ", text)) + " " + number)
                .getBytes(StandardCharsets.UTF_8);
        if (size == null || size <= bytes.length) {
            return bytes;
        }
        byte[] filled = Arrays.copyOf(bytes, size);
        Arrays.fill(filled, bytes.length, size, (byte) '.');
        filled[bytes.length] = ' ';
        return filled;
    }

    private void report() {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Json.print(out, result());
            return;
        }
        out.println("sent " + Numbers.counted(stats.sent(), "message") + " to " + queue + ": "
                + (stats.sent() == 1 ? outcome()
                        : Numbers.grouped(stats.confirmed()) + " confirmed"
                                + more(stats.refused(), "refused") + more(stats.unknown(), "unknown")));
        if (count != null && stats.confirmed() > 0) {
            out.println(String.format(Locale.ROOT,
                    "%.2f s, %,.0f/s; time to confirm p50 %s ms, p99 %s ms",
                    nanos / 1e9, stats.confirmed() / (nanos / 1e9), Numbers.millis(stats.percentile(50)),
                    Numbers.millis(stats.percentile(99))));
        }
        out.flush();
    }

    private String outcome() {
        return stats.confirmed() == 1 ? "confirmed" : stats.refused() == 1 ? "refused" : "unknown";
    }

    private static String more(long number, String what) {
        return number == 0 ? "" : ", " + Numbers.grouped(number) + " " + what;
    }

    private Result result() {
        return new Result(1, address.redacted(), queue, stats.sent(), stats.bytes(), stats.confirmed(),
                stats.refused(), stats.unknown(), nanos / 1e9, confirmMillis(50), confirmMillis(99));
    }

    private Double confirmMillis(int percent) {
        return stats.confirmed() == 0 ? null : stats.percentile(percent) / 1e6;
    }
}
