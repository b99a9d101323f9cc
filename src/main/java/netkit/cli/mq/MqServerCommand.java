package netkit.cli.mq;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.cli.capture.PcapOptions;
import netkit.cli.option.ClientOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.ListenOptions;
import netkit.cli.option.Listening;
import netkit.cli.option.Quantity;
import netkit.cli.option.Usage;
import netkit.cli.terminal.Log;
import netkit.cli.terminal.StopSignal;
import netkit.net.Endpoint;
import netkit.queue.QueueLimits;
import netkit.queue.QueueUrl;
import netkit.queue.server.QueueServer;
import netkit.report.Numbers;

/** {@code netkit mq-server}: the embedded message queue server. */
@Command(name = "mq-server", description = {
    "Serve message queues: keep each message until one consumer has acknowledged it.",
    "Queues are created on first use. Clients are 'netkit mq-send', 'mq-receive' and 'mq-stats', or nc: type"
            + " PUT orders 5, Enter, hello.",
    ""},
        footerHeading = "%nExamples:%n",
        footer = {"  netkit mq-server", //
            "  netkit mq-server --data queue-data --max-deliveries 3", //
            "  netkit mq-server --port 0 --max-length 100 --ttl 10s", //
            "", "The protocol, in lines of text on one TCP connection:", //
            "  PUT QUEUE SIZE [ttl=MILLISECONDS]  publish the SIZE bytes on the next line",
            "  CONSUME QUEUE [PREFETCH]           receive messages (default prefetch: 1)",
            "  ACK ID                             processed: delete the message",
            "  NACK ID                            not processed: requeue the message",
            "  REJECT ID                          move it to the dead-letter queue",
            "  PURGE QUEUE                        delete the ready messages", //
            "  STATS                              statistics: +OK N, then N lines",
            "                                     STAT QUEUE KEY=NUMBER…",
            "  QUIT                               close the connection",
            "The server replies to the requests in order: +OK when the change is final (PUT: with the message's"
                    + " id; PURGE: with the number of messages), or -ERR and the reason.",
            "A consumer receives MSG QUEUE ID DELIVERY first|redelivered SIZE [dead=REASON from=QUEUE], and the"
                    + " SIZE bytes on the next line."})
public final class MqServerCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    ListenOptions listen = new ListenOptions(QueueUrl.DEFAULT_PORT);

    @Mixin
    ClientOptions clients;

    @Option(names = "--data", paramLabel = "DIR", //
            description = "Data directory, which keeps messages across restarts (default: in memory only).")
    Optional<Path> data = Optional.empty();

    @Option(names = "--max-message", paramLabel = "SIZE", defaultValue = "1m",
            converter = Quantity.Size.class, //
            description = "Maximum size of a message, up to 64m (default: ${DEFAULT-VALUE}).")
    int maxMessage;

    @Option(names = "--max-length", paramLabel = "N", defaultValue = "0", //
            description = "Maximum number of ready messages in a queue, beyond which its producers wait; 0 for no limit"
                    + " (default: ${DEFAULT-VALUE}).")
    int maxLength;

    @Option(names = "--max-deliveries", paramLabel = "N", defaultValue = "10", //
            description = "Maximum number of deliveries of a message before it is moved to the dead-letter queue,"
                    + " QUEUE.dead; 0 for no limit (default: ${DEFAULT-VALUE}).")
    int maxDeliveries;

    @Option(names = "--ack-timeout", paramLabel = "TIME", defaultValue = "1m", //
            description = "Time to wait for the acknowledgement of a message before it is requeued; 0s for no limit"
                    + " (default: ${DEFAULT-VALUE}).")
    Duration ackTimeout;

    @Option(names = "--ttl", paramLabel = "TIME", defaultValue = "0s", //
            description = "Default time to live for messages sent without one, after which they are moved to the"
                    + " dead-letter queue; 0s for no expiry (default: ${DEFAULT-VALUE}).")
    Duration timeToLive;

    @Option(names = "--max-connections", paramLabel = "N", defaultValue = "10000", //
            description = "Most connections at once; further ones are refused (default: ${DEFAULT-VALUE}).")
    int maxConnections;

    @Mixin
    PcapOptions pcap;

    @Override
    public Integer call() throws IOException {
        try (StopSignal stop = StopSignal.ofServer();
                Log log = new Log(spec.commandLine().getErr());
                QueueServer server = open(listen.endpoint(), limits(), log)) {
            Listening.announce(spec.commandLine(), "mq", server.endpoint());
            PrintWriter out = spec.commandLine().getOut();
            out.println(data.map(folder -> "durable " + folder.toAbsolutePath().normalize() + ": "
                    + Numbers.counted(server.recovered(), "message") + " recovered")
                    .orElse("in memory: messages are lost when this server stops; --data DIR keeps them"));
            out.flush();
            stop.await();
        }
        return ExitCode.DONE;
    }

    private QueueServer open(Endpoint endpoint, QueueLimits limits, Log log) throws IOException {
        if (data.isPresent()) {
            checkDirectory(data.get());
        }
        try {
            return new QueueServer(endpoint, data, limits, clients.limits(maxConnections), log::line);
        } catch (FileSystemException e) {
            if (e instanceof AccessDeniedException) {
                throw e;
            }
            throw new IOException("cannot store messages in " + data.orElseThrow() + ": "
                    + (e.getReason() == null ? "the system denies access to " + e.getFile() : e.getMessage()),
                    e);
        }
    }

    /** Reports the common mistakes in plainer words than the system's. */
    private void checkDirectory(Path folder) throws IOException {
        Usage.check(spec, !folder.toString().isEmpty(), "--data is empty: name a directory");
        for (Path part = folder.toAbsolutePath(); part != null; part = part.getParent()) {
            if (Files.exists(part)) {
                Usage.check(spec, Files.isDirectory(part),
                        "--data must be a directory, but " + part + " is a file");
                break;
            }
        }
    }

    private QueueLimits limits() {
        Usage.check(spec, maxConnections > 0, "--max-connections must be at least 1");
        return Usage.valid(spec, () -> new QueueLimits(maxMessage, maxLength, 0, maxDeliveries,
                Quantity.upToMillis(ackTimeout), Quantity.upToMillis(timeToLive)));
    }
}
