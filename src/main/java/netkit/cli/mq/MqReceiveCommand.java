package netkit.cli.mq;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

import netkit.cli.capture.PcapOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.Usage;
import netkit.cli.terminal.StoppableWork;
import netkit.net.HexDump;
import netkit.net.PrintableText;
import netkit.queue.DeadLetter;
import netkit.queue.DeadLetterReason;
import netkit.queue.Delivery;
import netkit.queue.MessageQueue;
import netkit.queue.Settlement;
import netkit.queue.Subscription;
import netkit.report.Json;

/** {@code netkit mq-receive}: a consumer, which can be slow, acknowledge too early, or crash on purpose. */
@Command(name = "mq-receive",
        description = {"Receive messages from a queue: print each message and acknowledge it.",
            "Messages that are not acknowledged when the command ends are requeued and redelivered.",
            "An acknowledgement that comes too late is reported; exit code 1 if it was the last one.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  netkit mq-receive orders", //
            "  netkit mq-receive orders --count 10 --idle 2s --json", //
            "  netkit mq-receive orders --slow 500ms --prefetch 10", //
            "  netkit mq-receive orders --ack before --crash-after 3"})
public final class MqReceiveCommand implements Callable<Integer> {
    /** When the consumer acknowledges a message. */
    enum Acknowledge {
        /** Before it is processed: a crash loses it. */
        BEFORE,
        /** After it is processed: a crash makes the server redeliver it. */
        AFTER, NEVER;

        /** Converts the value from the command line. */
        static final class Name implements ITypeConverter<Acknowledge> {
            @Override
            public Acknowledge convert(String text) {
                return switch (text.toLowerCase(Locale.ROOT)) {
                    case "before" -> BEFORE;
                    case "after" -> AFTER;
                    case "never" -> NEVER;
                    default -> throw new TypeConversionException(
                            "'" + PrintableText.escapeControls(text)
                                    + "' is not one of before, after, never");
                };
            }
        }
    }

    /** The JSON of a message; the text is null if it is not valid UTF-8. */
    private record Message(int schema, String queue, String id, int delivery, boolean redelivered,
            DeadLetterReason deadLetterReason, String deadLetterFrom, int bytes, String text) {}

    @Spec
    CommandSpec spec;

    @Mixin
    QueueAddress address;

    @Parameters(index = "0", paramLabel = "QUEUE",
            description = "Queue to receive from; created if it does not exist.")
    String queue;

    @Option(names = "--ack", paramLabel = "before|after|never", defaultValue = "after",
            converter = Acknowledge.Name.class,
            description = "When to acknowledge a message: before or after processing it, or never (default: ${DEFAULT-VALUE}).")
    Acknowledge acknowledge;

    @Option(names = "--crash-after", paramLabel = "N",
            description = "Crash while processing the Nth message (default: never).")
    Integer crashAfter;

    @Option(names = "--slow", paramLabel = "TIME", defaultValue = "0s",
            description = "Time that processing a message takes (default: ${DEFAULT-VALUE}).")
    Duration slow;

    @Option(names = "--prefetch", paramLabel = "N", defaultValue = "1",
            description = "Maximum number of unacknowledged messages at once, 1 to 65535 (default: ${DEFAULT-VALUE}).")
    int prefetch;

    @Option(names = "--count", paramLabel = "N",
            description = "Exit after this many messages (default: never).")
    Integer count;

    @Option(names = "--idle", paramLabel = "TIME",
            description = "Exit after this long without a message, such as 2s (default: never).")
    Duration idle;

    @Option(names = "--json", description = "Print each message as a line of JSON.")
    boolean json;

    @Mixin
    PcapOptions pcap;

    private long received;
    private volatile boolean lastWasRefused;

    @Override
    public Integer call() throws IOException {
        address.check(queue);
        Usage.check(spec, prefetch >= 1 && prefetch <= 65_535, "--prefetch must be from 1 to 65535");
        Usage.check(spec, crashAfter == null || crashAfter >= 1, "--crash-after must be at least 1");
        Usage.check(spec, count == null || count >= 1, "--count must be at least 1");
        Usage.check(spec, idle == null || !idle.isZero(), "--idle must be greater than 0");
        try (MessageQueue messages = address.connect();
                Subscription subscription = messages.consume(queue, prefetch);
                StoppableWork work = new StoppableWork(() -> receive(subscription))) {
            boolean stopped = work.await(StoppableWork.FOR_EVER) == StoppableWork.Ending.INTERRUPTED;
            if (stopped && count != null) {
                return ExitCode.INTERRUPTED;
            }
        }
        return lastWasRefused ? ExitCode.FAILED : ExitCode.DONE;
    }

    /** Says that a message was not acknowledged, which others make good when it is delivered again. */
    private void refused(String reason) {
        lastWasRefused = true;
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.qualifiedName() + ": " + reason + "; going on");
        err.flush();
    }

    private void acknowledge(Subscription subscription, Delivery delivery)
            throws IOException, InterruptedException {
        subscription.settle(delivery, Settlement.ACK, () -> lastWasRefused = false);
    }

    private void receive(Subscription subscription) throws IOException, InterruptedException {
        subscription.onRefused(this::refused);
        while (count == null || received < count) {
            Delivery delivery = subscription.next(idle == null ? StoppableWork.FOR_EVER : idle);
            if (delivery == null) {
                break;
            }
            received++;
            if (acknowledge == Acknowledge.BEFORE) {
                acknowledge(subscription, delivery);
                subscription.sync(); // the server has it before processing begins
            }
            process(delivery);
            if (acknowledge == Acknowledge.AFTER) {
                acknowledge(subscription, delivery);
            }
        }
        subscription.sync();
    }

    private void process(Delivery delivery) throws IOException, InterruptedException {
        print(delivery);
        if (crashAfter != null && received == crashAfter) {
            throw new IOException("crashed on purpose while processing message " + delivery.id()
                    + (acknowledge == Acknowledge.BEFORE ? ", which is already acknowledged"
                            : ", which is not acknowledged"));
        }
        Thread.sleep(slow);
    }

    private void print(Delivery delivery) {
        PrintWriter out = spec.commandLine().getOut();
        byte[] body = delivery.body();
        Optional<String> text = PrintableText.decode(body, 0, body.length);
        if (json) {
            Json.printLine(out, new Message(1, delivery.queue(), delivery.id(), delivery.count(),
                    delivery.redelivered(), delivery.deadLetter().map(DeadLetter::reason).orElse(null),
                    delivery.deadLetter().map(DeadLetter::from).orElse(null), body.length,
                    text.orElse(null)));
            return;
        }
        String notes = (delivery.redelivered() ? "  (redelivered, delivery " + delivery.count() + ")" : "")
                + delivery.deadLetter()
                        .map(letter -> "  (dead letter from " + letter.from() + ": " + letter.reason() + ")")
                        .orElse("");
        out.println(delivery.id() + "  " + text.map(PrintableText::escape).orElse(body.length + " bytes")
                + notes);
        if (text.isEmpty()) {
            HexDump.lines(body).forEach(line -> out.println("  " + line));
        }
        out.flush();
    }
}
