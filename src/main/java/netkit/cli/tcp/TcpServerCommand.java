package netkit.cli.tcp;

import java.io.IOException;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import netkit.chat.ChatLimits;
import netkit.chat.ChatServer;
import netkit.cli.capture.PcapOptions;
import netkit.cli.chat.BusOptions;
import netkit.cli.option.ChatServerOptions;
import netkit.cli.option.ClientOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.ListenOptions;
import netkit.cli.option.Listening;
import netkit.cli.terminal.Log;
import netkit.cli.terminal.StandardOutput;
import netkit.cli.terminal.StopSignal;

/** {@code netkit tcp-server}: the chat, for tcp-client, nc and telnet. */
@Command(name = "tcp-server",
        description = {"Serve a chat with rooms over TCP: each line of text is a message.", "",
            "Connect with 'netkit tcp-client', nc or telnet; /help lists the chat's commands.", ""},
        footerHeading = "%nExamples:%n", footer = {"  netkit tcp-server", //
            "  netkit tcp-server --port 9001 --idle 5m", //
            "  netkit tcp-server --host 0.0.0.0 --max-members 30", //
            "  netkit tcp-server --bus redis://127.0.0.1:6379"})
public final class TcpServerCommand implements Callable<Integer>, StandardOutput.Unneeded {
    static final int DEFAULT_PORT = 9000;

    @Spec
    CommandSpec spec;

    @Mixin
    ListenOptions listen = new ListenOptions(DEFAULT_PORT);

    @Mixin
    ClientOptions clients;

    @Mixin
    ChatServerOptions options;

    @Mixin
    TcpChatOptions tcp;

    @Mixin
    BusOptions bus;

    @Mixin
    PcapOptions pcap;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ChatLimits limits = tcp.limits(options, clients);
        try (StopSignal stop = StopSignal.ofServer();
                Log log = new Log(spec.commandLine().getErr());
                BusOptions.OpenChat chat = bus.open(log, limits.lineLength());
                ChatServer server = new ChatServer(listen.endpoint(), chat.chat(), limits, log::line)) {
            Listening.announce(spec.commandLine(), "tcp", server.endpoint());
            stop.await();
        }
        return ExitCode.DONE;
    }
}
