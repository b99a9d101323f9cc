package netkit.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import netkit.queue.MessageQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code netkit mq-stats}: how the queues are. */
@Command(name = "mq-stats", description = {"Show how full the queues are, who consumes them, and how fast.",
    "On a terminal it goes on until Ctrl-C; else it prints what is so now, once."})
final class MqStatsCommand implements Callable<Integer> {
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
        Usage.check(spec, every == null || !every.isZero(), "--every must be more than nothing");
        boolean table = !json && Terminals.interactive();
        Duration interval = every != null ? every : table ? USUAL_INTERVAL : null;
        try (MessageQueue messages = address.connect();
                StoppableWork work = new StoppableWork(() -> show(messages, interval,
                        table && Terminals.mayMoveCursor()))) {
            work.await(StoppableWork.FOR_EVER);
        }
        return ExitCode.DONE;
    }

    /** @param interval null to look once */
    private void show(MessageQueue messages, Duration interval, boolean over)
            throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        QueueTable before = QueueTable.NONE;
        int lines = 0;
        while (true) {
            QueueTable now = new QueueTable(messages.stats(queues), System.nanoTime());
            if (json) {
                if (interval == null) {
                    Json.print(out, now.json(before));
                } else {
                    Json.printLine(out, now.json(before));
                }
            } else {
                List<String> table = now.lines(before);
                if (over && lines > 0) {
                    out.print("\033[" + lines + "A\033[J"); // up to the first line, and wipe all below
                }
                table.forEach(out::println);
                lines = table.size();
                out.flush();
            }
            if (interval == null) {
                return;
            }
            before = now;
            Thread.sleep(interval);
        }
    }
}
