package netkit.cli.mq;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.queue.store.LogEntry;
import netkit.queue.store.LogInspection;
import netkit.report.Json;
import netkit.report.Numbers;

/** {@code netkit mq-log}: the log in which a server stores its messages. */
@Command(name = "mq-log", description = {"Print the log in which mq-server --data stores its messages.",
    "The server may be running; the log is only read.", "",
    "put: a message was stored. delivered: it was about to be sent to a consumer. deleted: it was acknowledged"
            + " or purged. checkpoint: each file begins with one. opened, closed: a server started, or stopped"
            + " cleanly.",
    "",
    "The log grows only at its end. A server that starts finds in it each message that was put and not deleted,"
            + " and flags as redelivered those that were delivered. Deliveries are not forced to disk: after a"
            + " crash of the machine all messages are flagged.",
    ""},
        footerHeading = "%nExamples:%n",
        footer = {"  netkit mq-log target/mq-data", //
            "  netkit mq-log target/mq-data --json | tail -n 1"})
public final class MqLogCommand implements Callable<Integer> {
    private record MissingLine(int schema, String kind, long first, long last) {}

    private record SummaryLine(int schema, String kind, long segments, long records, long put, long delivered,
            long deleted, long missing, long messages, long redelivered) {}

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The directory given to mq-server --data.")
    Path folder;

    @Option(names = "--json",
            description = "Print each record as JSON, one object a line, and the summary in the last line.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        LogInspection.Summary summary = LogInspection.read(folder,
                json ? new JsonLines(out) : new Table(out));
        if (json) {
            Json.printLine(out, new SummaryLine(LogLine.SCHEMA, "summary", summary.segments(),
                    summary.records(), summary.put(), summary.delivered(), summary.deleted(),
                    summary.missing(), summary.messages(), summary.redelivered()));
        } else {
            print(summary, out);
        }
        out.flush();
        return ExitCode.DONE;
    }

    private static void print(LogInspection.Summary summary, PrintWriter out) {
        out.println();
        out.println(Numbers.counted(summary.records(), "record") + " in "
                + Numbers.counted(summary.segments(), "segment") + ": " + Numbers.grouped(summary.put())
                + " put, " + Numbers.grouped(summary.delivered()) + " delivered, "
                + Numbers.grouped(summary.deleted()) + " deleted");
        if (summary.missing() > 0) {
            out.println(Numbers.counted(summary.missing(), "record") + " missing: the log is damaged");
        }
        String messages = Numbers.counted(summary.messages(), "message");
        out.println("after a crash of the server: " + messages + ", "
                + Numbers.grouped(summary.redelivered()) + " flagged as redelivered");
        out.println("after a crash of the machine: " + messages + ", all flagged as redelivered");
    }

    private record Table(PrintWriter out) implements LogInspection.Visitor {
        @Override
        public void segment(String name) {
            out.println(name);
            out.println(LogLine.header());
        }

        @Override
        public void missing(long first, long last) {
            out.println(
                    "          " + Numbers.counted(last - first + 1, "record") + " missing: sequence " + first
                            + (first == last ? "" : " to " + last));
        }

        @Override
        public void entry(LogEntry entry, Optional<String> queue) {
            out.println(new LogLine(entry, queue).line());
        }
    }

    private static final class JsonLines implements LogInspection.Visitor {
        private final PrintWriter out;
        private String segment;

        JsonLines(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void segment(String name) {
            segment = name;
        }

        @Override
        public void missing(long first, long last) {
            out.println(Json.line(new MissingLine(LogLine.SCHEMA, "missing", first, last)));
        }

        @Override
        public void entry(LogEntry entry, Optional<String> queue) {
            out.println(new LogLine(entry, queue).json(segment));
        }
    }
}
