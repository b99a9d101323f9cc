package netkit.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

import netkit.net.Endpoint;
import netkit.queue.QueueLimits;
import netkit.queue.QueueServer;
import netkit.queue.QueueUrl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code netkit mq-server}: messages are kept until somebody has processed them. */
@Command(name = "mq-server", description = {
    "Serve message queues: a message is kept until one consumer has processed it.",
    "Use them with 'netkit mq-send', 'mq-receive' and 'mq-stats', or with nc: type PUT orders 5, Enter, hello."})
final class MqServerCommand implements Callable<Integer> {
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
        try (StopSignal stop = new StopSignal();
                QueueServer server = new QueueServer(endpoint(), data, limits(), log::line)) {
            Listening.announce(spec.commandLine(), "mq", server.endpoint());
            PrintWriter out = spec.commandLine().getOut();
            out.println(data.map(folder -> "durable " + folder.toAbsolutePath().normalize() + ": "
                    + Figures.counted(server.recovered(), "message") + " found there")
                    .orElse("in memory: messages are gone when this server stops; --data DIR keeps them"));
            out.flush();
            stop.await();
        }
        return ExitCode.DONE;
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
