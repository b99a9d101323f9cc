package netkit.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

import netkit.cli.compare.CompareCommand;
import netkit.cli.lab.LabCommand;
import netkit.cli.mq.MqLogCommand;
import netkit.cli.mq.MqReceiveCommand;
import netkit.cli.mq.MqSendCommand;
import netkit.cli.mq.MqServerCommand;
import netkit.cli.mq.MqStatsCommand;
import netkit.cli.sio.SioClientCommand;
import netkit.cli.sio.SioServerCommand;
import netkit.cli.tcp.TcpClientCommand;
import netkit.cli.tcp.TcpServerCommand;
import netkit.cli.udp.UdpListenCommand;
import netkit.cli.udp.UdpPingCommand;
import netkit.cli.udp.UdpSendCommand;
import netkit.cli.ws.WsClientCommand;
import netkit.cli.ws.WsFrameCommand;
import netkit.cli.ws.WsServerCommand;
import netkit.report.Version;

/** The root command, {@code netkit}. It does nothing without a subcommand. */
@Command(name = "netkit", versionProvider = Version.class, synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n", //
        footer = {"  netkit tcp-server --port 9000", "  netkit udp-ping 9000 --count 10",
            "  netkit lab --help"}, //
        description = "Explore what TCP, UDP and the protocols built on them actually guarantee.", //
        subcommands = {TcpServerCommand.class, TcpClientCommand.class, UdpSendCommand.class,
            UdpListenCommand.class,
            UdpPingCommand.class, WsServerCommand.class, WsClientCommand.class, WsFrameCommand.class,
            SioServerCommand.class, SioClientCommand.class, MqServerCommand.class, MqSendCommand.class,
            MqReceiveCommand.class, MqStatsCommand.class, MqLogCommand.class, LabCommand.class,
            CompareCommand.class})
public final class NetkitCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT,
            description = "Print this help.")
    private boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true,
            description = "Print the versions of netkit and Java.")
    private boolean version;

    @Option(names = NetkitCommandLine.VERBOSE, scope = ScopeType.INHERIT, //
            description = "Print a stack trace if the command fails.")
    private boolean verbose;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
