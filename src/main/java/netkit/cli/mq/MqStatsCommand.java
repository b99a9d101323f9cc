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

import netkit.cli.option.ExitCode;
import netkit.cli.option.Usage;
import netkit.cli.terminal.StoppableWork;
import netkit.cli.terminal.TableScreen;
import netkit.cli.terminal.Terminals;
import netkit.queue.MessageQueue;
import netkit.report.Json;

/** {@code netkit mq-stats}: how the queues are. */
@Command(name = "mq-stats", description = {"Show how full the queues are, who consumes them, and how fast.",
    "On a terminal it goes on until Ctrl-C; else it prints what is so now, once.", "",
    "ready: messages that no consumer has. unacked: those that a consumer has and has not acknowledged."
            + " blocked: connections that wait for room in the queue. in/s, out/s, acked/s: published,"
            + " delivered and acknowledged since the last look. redelivered: deliveries of a message that was"
            + " delivered before. dead: messages that went to the dead-letter queue. RabbitMQ tells only ready and"
            + " consumers.",
    "",
    "In --json each message since the start of the server is accounted for: found (in the store, at the start)"
            + " and published (dead letters that came to this queue included) are as many as ready, unacked, acked,"
            + " dead, purged (deleted by PURGE) and dropped (rejected or expired among dead letters) together.",
    ""})
public final class MqStatsCommand implements Callable<Integer> {
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(1);

    @Spec
    private CommandSpec spec;

    @Mixin
    private QueueAddress address;

    @Parameters(paramLabel = "QUEUE", arity = "0..*",
            description = "Only these queues. RabbitMQ has to be given them: AMQP has no list.")
    private List<String> queues = List.of();

    @Option(names = "--every", paramLabel = "TIME",
            description = "Look again after so long, until Ctrl-C (default: 1s on a terminal, else once only).")
    private Duration every;

    @Option(names = "--json", description = "Print the result as JSON; with --every a line each time.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        queues.forEach(address::check);
        Usage.check(spec, every == null || !every.isZero(), "--every must be more than nothing");
        boolean table = !json && Terminals.interactive();
        Duration interval = every != null ? every : table ? USUAL_INTERVAL : null;
        try (MessageQueue messages = address.connect()) {
            if (table && Terminals.mayMoveCursor()) {
                watch(messages, interval);
            } else {
                show(messages, interval);
            }
        }
        return ExitCode.DONE;
    }

    /** The whole screen while it goes on, and at the end the last that was seen. */
    private void watch(MessageQueue messages, Duration interval) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<String> last = List.of();
        try (TableScreen screen = new TableScreen(out)) {
            try (StoppableWork work = new StoppableWork(() -> look(messages, interval,
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

    /** @param interval null to look once */
    private void show(MessageQueue messages, Duration interval) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (StoppableWork work = new StoppableWork(() -> look(messages, interval, (now, before) -> {
            if (!json) {
                now.lines(queues, before, QueueTable.FULL_WIDTH).forEach(out::println);
                out.flush();
            } else if (interval == null) {
                Json.print(out, now.json(before));
            } else {
                Json.printLine(out, now.json(before));
            }
        }))) {
            work.await(StoppableWork.FOR_EVER);
        }
    }

    private void look(MessageQueue messages, Duration interval, BiConsumer<QueueTable, QueueTable> seen)
            throws IOException, InterruptedException {
        QueueTable before = QueueTable.NONE;
        while (true) {
            QueueTable now = new QueueTable(messages.stats(queues), System.nanoTime());
            seen.accept(now, before);
            if (interval == null) {
                return;
            }
            before = now;
            Thread.sleep(interval);
        }
    }
}
