package netkit.cli.tcp;

import java.time.Duration;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.chat.ChatLimits;
import netkit.cli.option.ChatServerOptions;
import netkit.cli.option.ClientOptions;
import netkit.cli.option.Usage;

/** The options of the chat over TCP. */
public final class TcpChatOptions {
    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--max-members", paramLabel = "N", defaultValue = "10000", //
            description = "Most members over TCP at once (default: ${DEFAULT-VALUE}).")
    int maxMembers;

    @Option(names = "--idle", paramLabel = "TIME", //
            description = "Disconnect a member who sends nothing for this long, such as 5m (default: never).")
    Duration idle = Duration.ZERO;

    /** Returns the limits of a server with these options. */
    public ChatLimits limits(ChatServerOptions chat, ClientOptions clients) {
        Usage.check(spec, maxMembers > 0, "--max-members must be at least 1");
        return chat.limits(clients.limits(maxMembers), idle);
    }
}
