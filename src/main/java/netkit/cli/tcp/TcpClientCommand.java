package netkit.cli.tcp;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.chat.ChatClient;
import netkit.cli.capture.PcapOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.Usage;
import netkit.cli.terminal.StandardOutput;
import netkit.cli.terminal.Terminals;
import netkit.net.Endpoint;

/** {@code netkit tcp-client}: a console for the chat on a terminal, a plain filter in a pipe. */
@Command(name = "tcp-client", description = {"Connect to a TCP server and exchange lines with it.", //
    "",
    "On a terminal: history, completion with Tab, quit or Ctrl-D to leave. In a pipe: sends standard input and prints"
            + " what the server sends until it closes the connection; standard output that is no terminal"
            + " gets the bytes as they are. Exit code: 1 if standard input was not delivered.",
    ""}, footerHeading = "%nExamples:%n",
        footer = {"  netkit tcp-client", //
            "  netkit tcp-client 192.0.2.7:9000", //
            "  netkit tcp-client 192.0.2.7 9000", //
            "  echo hello | netkit tcp-client --hex"})
public final class TcpClientCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(arity = "0..2", paramLabel = "[HOST:]PORT", hideParamSyntax = true, //
            description = "The server, also as HOST PORT (default: port " + TcpServerCommand.DEFAULT_PORT
                    + " on this machine).")
    List<String> server = List.of();

    @Option(names = "--hex",
            description = "Print the bytes of both directions as a hex dump, chunk by chunk as read() returned them.")
    boolean hex;

    @Mixin
    PcapOptions pcap;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Endpoint endpoint = endpoint();
        if (Terminals.interactive() && Terminals.mayMoveCursor()) {
            ChatConsole.run(endpoint, hex);
        } else {
            filter(endpoint);
        }
        return ExitCode.DONE;
    }

    private Endpoint endpoint() {
        Usage.check(spec, server.size() <= 2, "give one server, as HOST:PORT or HOST PORT");
        try {
            return switch (server.size()) {
                case 0 -> new Endpoint(Endpoint.LOOPBACK, TcpServerCommand.DEFAULT_PORT);
                case 1 -> Endpoint.parse(server.getFirst());
                default -> Endpoint.parse(bracketed(server.getFirst()) + ":" + server.getLast());
            };
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private static String bracketed(String host) {
        boolean isBareIpv6 = host.indexOf(':') != host.lastIndexOf(':') && !host.startsWith("[");
        return isBareIpv6 ? "[" + host + "]" : host;
    }

    private void filter(Endpoint endpoint) throws IOException, InterruptedException {
        try (ChatClient client = ChatClient.connect(endpoint)) {
            ChatClient.Chunks received = hex ? dumped(client) : Terminals.shown() ? shown() : unchanged();
            new TcpFilter(client).run(System.in, received);
        }
    }

    private ChatClient.Chunks dumped(ChatClient client) {
        PrintWriter out = spec.commandLine().getOut();
        ChunkDump dump = new ChunkDump(line -> {
            out.println(line);
            out.flush();
        });
        client.onSending(dump::sending);
        return (bytes, count) -> {
            dump.received(bytes, count);
            if (out.checkError()) {
                throw new IOException("cannot write to standard output");
            }
        };
    }

    /** For a terminal, as text in which what could control it is escaped. */
    private ChatClient.Chunks shown() {
        PrintWriter out = spec.commandLine().getOut();
        Utf8Chunks text = new Utf8Chunks();
        return (bytes, count) -> {
            out.print(text.decode(bytes, count));
            out.flush();
        };
    }

    /** The bytes as received, independent of any charset. */
    private static ChatClient.Chunks unchanged() {
        StandardOutput out = new StandardOutput();
        return (bytes, count) -> out.write(bytes, 0, count);
    }
}
