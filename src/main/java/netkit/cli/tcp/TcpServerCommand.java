package netkit.cli.tcp;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.chat.Chat;
import netkit.chat.ChatServer;
import netkit.cli.capture.PcapOptions;
import netkit.cli.option.ChatServerOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.ListenOptions;
import netkit.cli.option.Listening;
import netkit.cli.option.Usage;
import netkit.cli.terminal.Log;
import netkit.cli.terminal.StandardOutput;
import netkit.cli.terminal.StopSignal;
import netkit.net.ConnectionLimits;
import netkit.net.RandomIds;

/** {@code netkit tcp-server}: the chat, for tcp-client, nc and telnet. */
@Command(name = "tcp-server",
        description = {"Serve a chat with rooms over TCP: each line of text is a message.", "",
            "Connect with 'netkit tcp-client', nc or telnet; /help lists the chat's commands.", ""},
        footerHeading = "%nExamples:%n", footer = {"  netkit tcp-server", //
            "  netkit tcp-server --port 9001 --idle 5m", //
            "  netkit tcp-server --host 0.0.0.0 --max-members 30"})
public final class TcpServerCommand implements Callable<Integer>, StandardOutput.Unneeded {
    static final int DEFAULT_PORT = 9000;

    @Spec
    CommandSpec spec;

    @Mixin
    ListenOptions listen = new ListenOptions(DEFAULT_PORT);

    @Mixin
    ChatServerOptions options;

    @Option(names = "--max-members", paramLabel = "N", defaultValue = "10000", //
            description = "Maximum number of members at once (default: ${DEFAULT-VALUE}).")
    int maxMembers;

    @Option(names = "--idle", paramLabel = "TIME", //
            description = "Disconnect a member who sends nothing for this long, such as 5m (default: never).")
    Duration idle = Duration.ZERO;

    @Mixin
    PcapOptions pcap;

    private ConnectionLimits members() {
        Usage.check(spec, maxMembers > 0, "--max-members must be at least 1");
        return listen.limits(maxMembers);
    }

    @Override
    public Integer call() throws IOException {
        Chat chat = new Chat(new RandomIds());
        try (StopSignal stop = StopSignal.ofServer();
                Log log = new Log(spec.commandLine().getErr());
                ChatServer server = new ChatServer(listen.endpoint(), chat,
                        options.limits(members(), idle), log::line)) {
            Listening.announce(spec.commandLine(), "tcp", server.endpoint());
            stop.await();
        }
        return ExitCode.DONE;
    }
}
