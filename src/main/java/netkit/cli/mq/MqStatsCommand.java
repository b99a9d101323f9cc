package netkit.cli.mq;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.capture.PcapOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.Usage;
import netkit.cli.terminal.StoppableWork;
import netkit.cli.terminal.TableScreen;
import netkit.cli.terminal.Terminals;
import netkit.queue.MessageQueue;
import netkit.report.Json;

/** {@code netkit mq-stats}: the statistics of queues. */
@Command(name = "mq-stats", description = {
    "Show the statistics of queues: how full they are, their consumers and rates.",
    "On a terminal, they are updated until Ctrl-C; otherwise they are printed once.", "",
    "ready: messages that no consumer holds. unacked: messages that a consumer holds and has not acknowledged."
            + " blocked: connections that wait for room in the queue. in/s, out/s, acked/s: messages published,"
            + " delivered and acknowledged per second since the last update. redelivered: deliveries of messages"
            + " that were delivered before. dead: messages moved to the dead-letter queue. RabbitMQ reports only"
            + " ready and consumers.",
    "",
    "The counters in --json account for each message since the server started: found (in the store at the"
            + " start) and published (including dead letters moved to this queue) add up to the sum of ready,"
            + " unacked, acked, dead, purged (deleted by PURGE) and dropped (rejected or expired in a dead-letter"
            + " queue).",
    ""},
        footerHeading = "%nExamples:%n",
        footer = {"  netkit mq-stats", //
            "  netkit mq-stats orders orders.dead --every 500ms", //
            "  netkit mq-stats --json"})
public final class MqStatsCommand implements Callable<Integer> {
    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);

    @Spec
    CommandSpec spec;

    @Mixin
    QueueAddress address;

    @Parameters(paramLabel = "QUEUE", arity = "0..*",
            description = "Queues to show (default: all; required for RabbitMQ, because AMQP cannot list queues).")
    List<String> queues = List.of();

    @Option(names = "--every", paramLabel = "TIME",
            description = "Update interval, until Ctrl-C (default: 1s on a terminal, otherwise print once).")
    Duration every;

    @Option(names = "--json",
            description = "Print the result as JSON; with --every, one line for each update.")
    boolean json;

    @Mixin
    PcapOptions pcap;

    @Override
    public Integer call() throws IOException {
        queues.forEach(address::check);
        Usage.check(spec, every == null || !every.isZero(), "--every must be greater than 0");
        boolean table = !json && Terminals.interactive();
        Duration interval = every != null ? every : table ? DEFAULT_INTERVAL : null;
        try (MessageQueue messages = address.connect()) {
            if (table && Terminals.mayMoveCursor()) {
                watch(messages, interval);
            } else {
                show(messages, interval);
            }
        }
        return ExitCode.DONE;
    }

    /** Shows the table on the whole screen, and prints the last one at the end. */
    private void watch(MessageQueue messages, Duration interval) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<String> last = List.of();
        try (TableScreen screen = new TableScreen(out)) {
            try (StoppableWork work = new StoppableWork(() -> poll(messages, interval,
                    (now, before) -> screen.show(width -> now.lines(queues, before, width))))) {
                work.await(StoppableWork.FOR_EVER);
            } finally {
                last = screen.all();
            }
        } finally {
            last.forEach(out::println);
            out.flush();
        }
    }

    /** @param interval null to print once */
    private void show(MessageQueue messages, Duration interval) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (StoppableWork work = new StoppableWork(() -> poll(messages, interval, (now, before) -> {
            if (!json) {
                now.lines(queues, before, Integer.MAX_VALUE).forEach(out::println);
                out.flush();
            } else if (interval == null) {
                Json.print(out, now.result(before));
            } else {
                Json.printLine(out, now.result(before));
            }
        }))) {
            work.await(StoppableWork.FOR_EVER);
        }
    }

    private void poll(MessageQueue messages, Duration interval, BiConsumer<QueueTable, QueueTable> onUpdate)
            throws IOException, InterruptedException {
        QueueTable before = QueueTable.NONE;
        while (true) {
            QueueTable now = new QueueTable(messages.stats(queues), System.nanoTime());
            onUpdate.accept(now, before);
            if (interval == null) {
                return;
            }
            before = now;
            Thread.sleep(interval);
        }
    }
}
