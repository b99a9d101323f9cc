package netkit.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root: only its subcommands do anything. */
@Command(name = "netkit", versionProvider = Version.class, synopsisSubcommandLabel = "COMMAND", //
        description = "See what TCP, UDP and what is built on them really promise.", //
        subcommands = {TcpServerCommand.class, TcpClientCommand.class, UdpSendCommand.class,
            UdpListenCommand.class,
            UdpPingCommand.class, WsServerCommand.class, WsClientCommand.class, WsFrameCommand.class,
            MqServerCommand.class, MqSendCommand.class, MqReceiveCommand.class, MqStatsCommand.class,
            CompareCommand.class, LabCommand.class})
public final class NetkitCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true,
            description = "Show netkit's version and its Java.")
    private boolean version;

    @Option(names = Conventions.VERBOSE, scope = ScopeType.INHERIT, //
            description = "On a failure show the stack trace too.")
    private boolean verbose;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
