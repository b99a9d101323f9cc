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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
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

/** {@code netkit mq-server}: messages are kept until somebody has processed them. */
@Command(name = "mq-server", description = {
    "Serve message queues: a message is kept until one consumer has processed it.",
    "Use them with 'netkit mq-send', 'mq-receive' and 'mq-stats', or with nc: type PUT orders 5, Enter, hello.",
    ""},
        footer = {"", "The protocol, in lines of text on one TCP connection:", //
            "  PUT QUEUE SIZE [ttl=MILLISECONDS]  and SIZE bytes in the next line: put a message in",
            "  CONSUME QUEUE [PREFETCH]           be given messages, so many at once (1)",
            "  ACK ID                             message ID is processed: delete it",
            "  NACK ID                            it is not: back to its place in the queue",
            "  REJECT ID                          it cannot be: to the dead-letter queue",
            "  PURGE QUEUE                        delete what no consumer has", //
            "  STATS                              how the queues are: +OK N, and N lines STAT QUEUE KEY=NUMBER…",
            "  QUIT                               goodbye",
            "Each is answered in its turn: with +OK when it is done for good (PUT: and the id of the message; PURGE:"
                    + " and how many), or with -ERR and why not.",
            "A consumer gets: MSG QUEUE ID DELIVERY first|redelivered SIZE [dead=REASON from=QUEUE], and in the next"
                    + " line the SIZE bytes."})
public final class MqServerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--host", paramLabel = "HOST", defaultValue = Endpoint.LOOPBACK, //
            description = "Address to listen on; 0.0.0.0 opens it to the network (default: ${DEFAULT-VALUE}).")
    private String host;

    @Option(names = {"-p", "--port"}, paramLabel = "PORT", defaultValue = "" + QueueUrl.DEFAULT_PORT, //
            description = "Port to listen on; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--data", paramLabel = "DIR", //
            description = "Where to store messages, so that they outlive the server (default: in memory only).")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--max-message", paramLabel = "SIZE", defaultValue = "1m",
            converter = Quantity.Size.class, //
            description = "The largest message, up to 64m (default: ${DEFAULT-VALUE}).")
    private int maxMessage;

    @Option(names = "--max-length", paramLabel = "N", defaultValue = "0", //
            description = "How many messages may be ready in a queue before its producers have to wait; 0 for no limit"
                    + " (default: ${DEFAULT-VALUE}).")
    private int maxLength;

    @Option(names = "--max-deliveries", paramLabel = "N", defaultValue = "10", //
            description = "How often a message is delivered, if nobody acknowledges it, before it goes to the dead-letter"
                    + " queue QUEUE.dead; 0 for no limit (default: ${DEFAULT-VALUE}).")
    private int maxDeliveries;

    @Option(names = "--ack-timeout", paramLabel = "TIME", defaultValue = "1m", //
            description = "How long a consumer may take to acknowledge a message before it goes to another; 0s for ever"
                    + " (default: ${DEFAULT-VALUE}).")
    private Duration ackTimeout;

    @Option(names = "--ttl", paramLabel = "TIME", defaultValue = "0s", //
            description = "How long a message lives that brings no time of its own; then it goes to the dead-letter queue;"
                    + " 0s for ever (default: ${DEFAULT-VALUE}).")
    private Duration timeToLive;

    @Override
    public Integer call() throws IOException {
        Log log = new Log(spec.commandLine().getErr());
        try (StopSignal stop = new StopSignal(); QueueServer server = open(endpoint(), limits(), log)) {
            Listening.announce(spec.commandLine(), "mq", server.endpoint());
            PrintWriter out = spec.commandLine().getOut();
            out.println(data.map(folder -> "durable " + folder.toAbsolutePath().normalize() + ": "
                    + Numbers.counted(server.recovered(), "message") + " found there")
                    .orElse("in memory: messages are gone when this server stops; --data DIR keeps them"));
            out.flush();
            stop.await();
        }
        return ExitCode.DONE;
    }

    private QueueServer open(Endpoint endpoint, QueueLimits limits, Log log) throws IOException {
        if (data.isPresent()) {
            checkFolder(data.get());
        }
        try {
            return new QueueServer(endpoint, data, limits, log::line);
        } catch (FileSystemException e) {
            if (e instanceof AccessDeniedException) {
                throw e;
            }
            throw new IOException("cannot store messages in " + data.orElseThrow() + ": "
                    + (e.getReason() == null ? "the system refuses " + e.getFile() : e.getMessage()), e);
        }
    }

    /** What can be said of it in plainer words than the system's. */
    private void checkFolder(Path folder) throws IOException {
        Usage.check(spec, !folder.toString().isEmpty(), "--data is empty: name a folder");
        for (Path part = folder.toAbsolutePath(); part != null; part = part.getParent()) {
            if (Files.exists(part)) {
                Usage.check(spec, Files.isDirectory(part),
                        "--data must be a folder, and " + part + " is a file");
                break;
            }
        }
    }

    private Endpoint endpoint() {
        try {
            return new Endpoint(host, port);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private QueueLimits limits() {
        try {
            return new QueueLimits(maxMessage, maxLength, 0, maxDeliveries,
                    Quantity.upToMillis(ackTimeout), Quantity.upToMillis(timeToLive));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
