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

import com.google.gson.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.cli.option.Quantity;
import netkit.cli.option.Rate;
import netkit.cli.option.Usage;
import netkit.cli.terminal.InputLines;
import netkit.cli.terminal.StoppableWork;
import netkit.cli.terminal.Terminals;
import netkit.queue.MessageQueue;
import netkit.report.Numbers;
import netkit.report.Json;

/** {@code netkit mq-send}: puts messages into a queue, and says what the server has confirmed. */
@Command(name = "mq-send", description = {
    "Put messages into a queue, and wait until the server confirms them.", "",
    "With TEXT: one message, its words joined by spaces. Without: each line of standard input is a message."
            + " With --count: so many messages, numbered.",
    ""})
public final class MqSendCommand implements Callable<Integer> {
    private static final int MAX_LINE = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private QueueAddress address;

    @Parameters(index = "0", paramLabel = "QUEUE", description = "The queue; it need not exist yet.")
    private String queue;

    @Parameters(index = "1..*", paramLabel = "TEXT", arity = "0..*", description = "The message, as UTF-8.")
    private List<String> text = List.of();

    @Option(names = "--count", paramLabel = "N",
            description = "Send so many messages: TEXT, or 'message', and a number from 1.")
    private Integer count;

    @Option(names = "--size", paramLabel = "SIZE", converter = Quantity.Size.class,
            description = "Fill each of these messages up with dots to so many bytes (default: as long as they are).")
    private Integer size;

    @Option(names = "--rate", paramLabel = "RATE",
            description = "How fast to send these messages, such as 500/s (default: as fast as it goes).")
    private Rate rate;

    @Option(names = "--ttl", paramLabel = "TIME", defaultValue = "0s",
            description = "How long the message lives, such as 10s; then it goes to the dead-letter queue"
                    + " (default: ${DEFAULT-VALUE}, as the server says).")
    private Duration timeToLive;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    private final ConfirmStats account = new ConfirmStats();
    private volatile boolean isAllAnswered;
    private boolean isStopped;
    private long startedAt;
    private long nanos;

    @Override
    public Integer call() throws IOException {
        address.check(queue);
        Usage.check(spec, count == null || count >= 1, "--count must be at least 1");
        Usage.check(spec, count != null || size == null && rate == null, "--size and --rate go with --count");
        Usage.check(spec, size == null || size >= 1, "--size must be at least 1");
        IOException failure = null;
        boolean typed = count == null && text.isEmpty() && Terminals.typed();
        try (MessageQueue messages = address.connect()) {
            startedAt = System.nanoTime();
            try (SendProgress _ = SendProgress.on(spec.commandLine().getErr(), typed, account, count,
                    new SendProgress.Subject(queue, address::connect));
                    StoppableWork work = new StoppableWork(() -> send(messages))) {
                work.await(StoppableWork.FOR_EVER);
                isStopped = !isAllAnswered;
            } catch (IOException e) {
                failure = e;
            }
            nanos = System.nanoTime() - startedAt;
        }
        report();
        judge(failure);
        return ExitCode.DONE;
    }

    /**
     * @param failure what ended the sending, or null
     * @throws IOException unless all that was sent is confirmed
     */
    private void judge(IOException failure) throws IOException {
        List<String> words = new ArrayList<>();
        if (account.refused() > 0) {
            words.add("refused: " + account.firstRefusal());
        }
        if (failure != null) {
            words.add(failure.getMessage());
        }
        if (account.unknown() > 0) {
            if (isStopped) {
                words.add("stopped before the server had answered");
            } else if (failure == null) {
                words.add(account.loss());
            }
            words.add(Numbers.counted(account.unknown(), "message") + " may be stored, or not");
        }
        if (failure != null && words.size() == 1) {
            throw failure;
        }
        if (!words.isEmpty()) {
            throw new IOException(String.join("; ", words), failure);
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
            InputLines lines = new InputLines(System.in, MAX_LINE, "the most that a message is here");
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                send(messages, line);
            }
        } else {
            send(messages, String.join(" ", text).getBytes(StandardCharsets.UTF_8));
        }
        account.awaitAll();
        isAllAnswered = true;
    }

    private void send(MessageQueue messages, byte[] body) throws IOException, InterruptedException {
        try {
            messages.publish(queue, body, Quantity.upToMillis(timeToLive), account.sent(body.length));
        } catch (InterruptedException e) {
            account.withdrawn(body.length); // it waited for its turn
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
            Json.print(out, json());
            return;
        }
        out.println("sent " + Numbers.counted(account.sent(), "message") + " to " + queue + ": "
                + (account.sent() == 1 ? fate()
                        : Numbers.grouped(account.confirmed()) + " confirmed"
                                + more(account.refused(), "refused") + more(account.unknown(), "unknown")));
        if (count != null && account.confirmed() > 0) {
            out.println(String.format(Locale.ROOT,
                    "%.2f s, %,.0f/s; from sending to confirmation p50 %s ms, p99 %s ms",
                    nanos / 1e9, account.confirmed() / (nanos / 1e9), Numbers.millis(account.percentile(50)),
                    Numbers.millis(account.percentile(99))));
        }
        out.flush();
    }

    private String fate() {
        return account.confirmed() == 1 ? "confirmed" : account.refused() == 1 ? "refused" : "unknown";
    }

    private static String more(long number, String what) {
        return number == 0 ? "" : ", " + Numbers.grouped(number) + " " + what;
    }

    private JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("url", address.redacted());
        json.addProperty("queue", queue);
        json.addProperty("sent", account.sent());
        json.addProperty("bytes", account.bytes());
        json.addProperty("confirmed", account.confirmed());
        json.addProperty("refused", account.refused());
        json.addProperty("unknown", account.unknown());
        json.addProperty("seconds", nanos / 1e9);
        json.addProperty("confirmMillisP50", account.confirmed() == 0 ? null : account.percentile(50) / 1e6);
        json.addProperty("confirmMillisP99", account.confirmed() == 0 ? null : account.percentile(99) / 1e6);
        return json;
    }
}
