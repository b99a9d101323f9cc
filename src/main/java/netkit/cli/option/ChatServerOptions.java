package netkit.cli.option;

import java.time.Duration;
import java.util.function.Supplier;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import netkit.chat.ChatLimits;
import netkit.net.Endpoint;

/** The options of all chat servers: the address to listen on, and the limits of a member. */
public final class ChatServerOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--host", paramLabel = "HOST", //
            description = "Address to listen on; 0.0.0.0 opens the server to the network "
                    + Listening.USUAL_HOST)
    private String host = Listening.usualHost();

    @Option(names = "--max-line", paramLabel = "SIZE", defaultValue = "8k", converter = Quantity.Size.class, //
            description = "Longest line a member of the chat may send (default: ${DEFAULT-VALUE}).")
    private int maxLine;

    @Option(names = "--max-backlog", paramLabel = "SIZE", defaultValue = "1m",
            converter = Quantity.Size.class, //
            description = "Most bytes queued for a slow member before it is disconnected;"
                    + " at least the longest line and 48k (default: ${DEFAULT-VALUE}).")
    private int maxBacklog;

    public int maxBacklog() {
        return maxBacklog;
    }

    public Endpoint endpoint(int port) {
        return orWrongUsage(() -> new Endpoint(host, port));
    }

    public ChatLimits limits(int members, Duration idle) {
        return orWrongUsage(() -> new ChatLimits(maxLine, members, maxBacklog, idle));
    }

    private <T> T orWrongUsage(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
