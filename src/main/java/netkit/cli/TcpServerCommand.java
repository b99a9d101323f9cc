package netkit.cli;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Callable;

import netkit.chat.Chat;
import netkit.chat.ChatLimits;
import netkit.chat.ChatServer;
import netkit.net.Endpoint;
import netkit.net.RandomIds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code netkit tcp-server}: the chat, for tcp-client, nc and telnet. */
@Command(name = "tcp-server", description = {"Serve a chat with rooms over TCP: a line is a message.", //
    "Connect with 'netkit tcp-client', nc or telnet; /help there lists the commands."})
final class TcpServerCommand implements Callable<Integer> {
    static final int DEFAULT_PORT = 9000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--host", paramLabel = "HOST", defaultValue = Endpoint.LOOPBACK, //
            description = "Address to listen on; 0.0.0.0 opens it to the network (default: ${DEFAULT-VALUE}).")
    private String host;

    @Option(names = {"-p", "--port"}, paramLabel = "PORT", defaultValue = "" + DEFAULT_PORT, //
            description = "Port to listen on; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--max-line", paramLabel = "SIZE", defaultValue = "8k", converter = Quantity.Size.class, //
            description = "The longest line a member may send (default: ${DEFAULT-VALUE}).")
    private int maxLine;

    @Option(names = "--max-members", paramLabel = "N", defaultValue = "10000", //
            description = "The most members at once (default: ${DEFAULT-VALUE}).")
    private int maxMembers;

    @Option(names = "--max-backlog", paramLabel = "SIZE", defaultValue = "1m",
            converter = Quantity.Size.class, //
            description = "What may wait for a member who reads slowly before it is disconnected; "
                    + "at least the longest line and 48k (default: ${DEFAULT-VALUE}).")
    private int maxBacklog;

    @Option(names = "--idle", paramLabel = "TIME", //
            description = "Disconnect a member who says nothing for this long, such as 5m (default: never).")
    private Duration idle = Duration.ZERO;

    @Override
    public Integer call() throws IOException {
        Log log = new Log(spec.commandLine().getErr());
        Chat chat = new Chat(new RandomIds(new SecureRandom()));
        try (StopSignal stop = new StopSignal();
                ChatServer server = new ChatServer(endpoint(), chat, limits(), log::line)) {
            Listening.announce(spec.commandLine(), "tcp", server.endpoint());
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

    private ChatLimits limits() {
        try {
            return new ChatLimits(maxLine, maxMembers, maxBacklog, idle);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
