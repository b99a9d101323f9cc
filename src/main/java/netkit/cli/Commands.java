package netkit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import netkit.cli.compare.CompareCommand;
import netkit.cli.lab.LabCommand;
import netkit.cli.lesson.GuideCommand;
import netkit.cli.lesson.LessonCommand;
import netkit.cli.mq.MqLogCommand;
import netkit.cli.mq.MqReceiveCommand;
import netkit.cli.mq.MqSendCommand;
import netkit.cli.mq.MqServerCommand;
import netkit.cli.mq.MqStatsCommand;
import netkit.cli.packet.CaptureCommand;
import netkit.cli.packet.DissectCommand;
import netkit.cli.reference.CompletionCommand;
import netkit.cli.reference.ManCommand;
import netkit.cli.serve.ServeCommand;
import netkit.cli.sio.SioClientCommand;
import netkit.cli.sio.SioEmitCommand;
import netkit.cli.sio.SioServerCommand;
import netkit.cli.tcp.TcpClientCommand;
import netkit.cli.tcp.TcpServerCommand;
import netkit.cli.terminal.Paragraph;
import netkit.cli.udp.UdpListenCommand;
import netkit.cli.udp.UdpPingCommand;
import netkit.cli.udp.UdpSendCommand;
import netkit.cli.ws.WsClientCommand;
import netkit.cli.ws.WsFrameCommand;
import netkit.cli.ws.WsServerCommand;

/**
 * The table of netkit's commands. It is separate from the commands so that only the one that is typed has to be built,
 * which takes most of the time of a short command.
 */
final class Commands {
    /** What one wants to do with a command. */
    enum Group {
        TALK, SEE, COMPARE, QUEUE, LAB, LEARN;

        String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A command.
     *
     * @param name as typed; a name of two words is that of a subcommand
     * @param summary one line; the command's own help says more
     */
    record Entry(Group group, String name, String summary) {}

    static final String PURPOSE = "Explore what TCP, UDP and the protocols built on them actually guarantee.";
    static final String[] EXAMPLES = {"  netkit tcp-server --port 9000", "  netkit help lab run", //
        "  netkit man udp-ping", "  netkit completion bash"};
    private static final int COLUMNS = 80;

    static final List<Entry> ALL = List.of(
            new Entry(Group.TALK, "tcp-server", "Serve a chat with rooms over TCP."),
            new Entry(Group.TALK, "tcp-client", "Exchange lines with a TCP server."),
            new Entry(Group.TALK, "udp-send", "Send UDP datagrams."),
            new Entry(Group.TALK, "udp-listen", "Print UDP datagrams as they arrive."),
            new Entry(Group.TALK, "udp-ping", "Measure round-trip times and loss of UDP datagrams."),
            new Entry(Group.TALK, "ws-server", "Serve WebSocket: an echo, the chat, and a page."),
            new Entry(Group.TALK, "ws-client", "Exchange messages with a WebSocket server."),
            new Entry(Group.TALK, "sio-server", "Serve Socket.IO to browsers and other clients."),
            new Entry(Group.TALK, "sio-client", "Exchange events with a Socket.IO server."),
            new Entry(Group.TALK, "sio-emit", "Show which clients receive each form of emit."),
            new Entry(Group.TALK, "serve", "Serve one chat over TCP, WebSocket, Socket.IO and HTTP."),
            new Entry(Group.SEE, "capture", "Print packets as they pass an interface."),
            new Entry(Group.SEE, "dissect", "Explain the packets of a capture, layer by layer."),
            new Entry(Group.SEE, "ws-frame", "Explain the bytes of WebSocket frames."),
            new Entry(Group.COMPARE, "compare", "Compare what transports lose under the same faults."),
            new Entry(Group.COMPARE, "compare replay", "Show a saved comparison again."),
            new Entry(Group.QUEUE, "mq-server", "Serve message queues."),
            new Entry(Group.QUEUE, "mq-send", "Send messages to a queue."),
            new Entry(Group.QUEUE, "mq-receive", "Print and acknowledge messages from a queue."),
            new Entry(Group.QUEUE, "mq-stats", "Show how full queues are, and their rates."),
            new Entry(Group.QUEUE, "mq-log", "Print the log in which a queue's messages are stored."),
            new Entry(Group.LAB, "lab", "Open hosts connected by a link that injects faults."),
            new Entry(Group.LAB, "lab run", "Run an experiment in the lab."),
            new Entry(Group.LAB, "lab doctor", "Check whether this machine can run a lab."),
            new Entry(Group.LEARN, "lesson", "Work through a lesson; shows where you are."),
            new Entry(Group.LEARN, "lesson term", "Explain a term in three sentences."),
            new Entry(Group.LEARN, "guide", "Print a guide: a page about a part of netkit."),
            new Entry(Group.LEARN, "man", "Show the manual page of a command."),
            new Entry(Group.LEARN, "completion", "Print a script: Tab completes commands in your shell."));

    private Commands() {}

    /** Returns a new command, one of {@link #names}. The lab's console completes the names of all. */
    static Object create(String name) {
        return switch (name) {
            case "tcp-server" -> new TcpServerCommand();
            case "tcp-client" -> new TcpClientCommand();
            case "udp-send" -> new UdpSendCommand();
            case "udp-listen" -> new UdpListenCommand();
            case "udp-ping" -> new UdpPingCommand();
            case "ws-server" -> new WsServerCommand();
            case "ws-client" -> new WsClientCommand();
            case "sio-server" -> new SioServerCommand();
            case "sio-client" -> new SioClientCommand();
            case "sio-emit" -> new SioEmitCommand();
            case "serve" -> new ServeCommand();
            case "capture" -> new CaptureCommand();
            case "dissect" -> new DissectCommand();
            case "ws-frame" -> new WsFrameCommand();
            case "compare" -> new CompareCommand();
            case "mq-server" -> new MqServerCommand();
            case "mq-send" -> new MqSendCommand();
            case "mq-receive" -> new MqReceiveCommand();
            case "mq-stats" -> new MqStatsCommand();
            case "mq-log" -> new MqLogCommand();
            case "lab" -> new LabCommand(Set.copyOf(names()));
            case "lesson" -> new LessonCommand(NetkitCommandLine::forAll);
            case "guide" -> new GuideCommand();
            case "man" -> new ManCommand(NetkitCommandLine::forAll);
            case "completion" -> new CompletionCommand(CompletableCommands::create);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Returns the names that may be the first word after {@code netkit}. */
    static List<String> names() {
        return ALL.stream().map(Entry::name).filter(name -> !name.contains(" ")).toList();
    }

    /** Returns the first screen: the names by group, what to type first, and where to go on. */
    static List<String> firstScreen() {
        List<String> lines = new ArrayList<>();
        lines.add("netkit: explore what TCP, UDP and the protocols built on them guarantee.");
        lines.add("");
        for (Group group : Group.values()) {
            String names = entries(group).map(Entry::name).collect(Collectors.joining(", "));
            lines.addAll(Paragraph.wrap("  %-10s".formatted(group.title()), names, COLUMNS));
        }
        lines.addAll(List.of("", //
                "Type first:              netkit tcp-server", //
                "In a second terminal:    netkit tcp-client", //
                "More on the commands:    netkit --help, netkit help tcp-server", //
                "The lessons:             netkit lesson"));
        return lines;
    }

    /** Returns the root's help: its options, all commands under the headings of their groups, and examples. */
    static List<String> help() {
        List<String> lines = new ArrayList<>(List.of("Usage: netkit [-hV] [--verbose] COMMAND", PURPOSE, //
                "  -h, --help      Print this help.", //
                "  -V, --version   Print the versions of netkit and Java.", //
                "      --verbose   Print a stack trace if the command fails.", ""));
        for (Group group : Group.values()) {
            lines.add(group.title() + ":");
            entries(group).forEach(entry -> lines.add("  " + entry.name + " ".repeat(16 - entry.name.length())
                    + entry.summary));
        }
        lines.addAll(List.of("", "Examples:"));
        lines.addAll(List.of(EXAMPLES));
        return lines;
    }

    private static Stream<Entry> entries(Group group) {
        return ALL.stream().filter(entry -> entry.group == group);
    }
}
