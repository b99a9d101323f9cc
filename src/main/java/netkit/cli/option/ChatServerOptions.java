package netkit.cli.option;

import java.time.Duration;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.chat.ChatLimits;
import netkit.net.ConnectionLimits;

/** The options of all chat servers: the limits of a member. */
public final class ChatServerOptions {
    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--max-line", paramLabel = "SIZE", defaultValue = "8k", converter = Quantity.Size.class, //
            description = "Longest line a member of the chat may send (default: ${DEFAULT-VALUE}).")
    int maxLine;

    @Option(names = "--max-backlog", paramLabel = "SIZE", defaultValue = "1m",
            converter = Quantity.Size.class, //
            description = "Most bytes queued for a slow member before it is disconnected;"
                    + " at least the longest line and 48k (default: ${DEFAULT-VALUE}).")
    int maxBacklog;

    public int maxBacklog() {
        return maxBacklog;
    }

    public ChatLimits limits(ConnectionLimits members, Duration idle) {
        return Usage.valid(spec, () -> new ChatLimits(maxLine, members, maxBacklog, idle));
    }
}
