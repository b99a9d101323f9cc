package netkit.cli.udp;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.capture.PcapOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.Listening;
import netkit.cli.option.Quantity;
import netkit.cli.option.Rate;
import netkit.cli.option.Usage;
import netkit.cli.terminal.InputLines;
import netkit.cli.terminal.LineConsole;
import netkit.cli.terminal.SendConsole;
import netkit.cli.terminal.StoppableWork;
import netkit.cli.terminal.Terminals;
import netkit.net.Endpoint;
import netkit.report.Numbers;
import netkit.report.Json;
import netkit.udp.DatagramListener;
import netkit.udp.DatagramSender;
import netkit.udp.MonotonicEpochClock;
import netkit.udp.NumberedDatagram;
import netkit.udp.ReceivedDatagram;

/** {@code netkit udp-send}: sends datagrams and reports the little that UDP lets a sender know. */
@Command(name = "udp-send", description = {"Send UDP datagrams.", "",
    "With TEXT: sends one datagram, its words joined by spaces. Without: sends each line of standard input as a"
            + " datagram. With --count: sends numbered datagrams, of which 'udp-listen' counts the missing ones.",
    ""}, footerHeading = "%nExamples:%n",
        footer = {"  netkit udp-send 9000 hello", //
            "  netkit udp-send 9000 --count 10000 --size 1000 --rate 10mbit", //
            "  netkit udp-send 239.1.2.3:9000 --multicast hello"})
public final class UdpSendCommand implements Callable<Integer> {
    private static final int DEFAULT_SIZE = 100;
    private static final Duration SHORT = Duration.ofMillis(250);

    @Spec
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "HOST:PORT",
            description = "Destination; a bare PORT is on this machine.")
    Endpoint destination;

    @Parameters(index = "1..*", paramLabel = "TEXT", arity = "0..*", description = "Payload, sent as UTF-8.")
    List<String> text = List.of();

    @Option(names = "--count", paramLabel = "N", description = "Send this many numbered datagrams.")
    Integer count;

    @Option(names = "--size", paramLabel = "SIZE", converter = Quantity.Size.class,
            description = "Payload of each numbered datagram, 24 (its header) to 65507 bytes (default: 100).")
    Integer size;

    @Option(names = "--rate", paramLabel = "RATE",
            description = "Rate of numbered datagrams, such as 500/s or 10mbit (default: as fast as"
                    + " possible).")
    Rate rate;

    @Option(names = "--broadcast",
            description = "Allow a broadcast address, which reaches listeners with --host 0.0.0.0"
                    + " (default: refused).")
    boolean broadcast;

    @Option(names = "--multicast", description = "Send to a multicast group, which reaches all its members"
            + " (default: refused).")
    boolean multicast;

    @Option(names = "--ttl", paramLabel = "HOPS",
            description = "Hop limit of a multicast datagram, 0 to 255"
                    + " (default: 1, this network).")
    Integer ttl;

    @Option(names = "--bind", paramLabel = "HOST[:PORT]",
            description = "Source address; for multicast also the interface (default: chosen by the system;"
                    + " for multicast the loopback, so that nothing leaves this machine).")
    String bind;

    @Option(names = "--wait", paramLabel = "TIME", defaultValue = "250ms",
            description = "Time to wait, after sending, for a reply or an ICMP error"
                    + " (default: ${DEFAULT-VALUE}).")
    Duration wait;

    @Option(names = "--json", description = "Print the result as JSON.")
    boolean json;

    @Mixin
    PcapOptions pcap;

    private final MonotonicEpochClock clock = new MonotonicEpochClock();
    private int run;
    private volatile boolean allSent;
    private volatile long sendingNanos;
    private volatile long replies;
    private volatile long replyBytes;
    /** While lines are typed: replies appear above the one being typed. */
    private volatile LineConsole console;

    @Override
    public Integer call() throws IOException {
        checkOptions();
        run = count == null ? 0 : new SecureRandom().nextInt();
        InetSocketAddress to = destination.resolve();
        try (DatagramSender sender = open(to)) {
            Endpoint from = sender.source();
            IOException failure = null;
            try {
                sendStoppably(sender);
            } catch (IOException e) {
                failure = e;
            }
            report(sender, Endpoint.of(to), from);
            if (sender.isUnreachable()) {
                throw new PortUnreachableException(
                        "received ICMP port unreachable: no program listens on udp "
                                + Endpoint.of(to));
            }
            if (failure != null) {
                throw failure;
            }
            return allSent ? ExitCode.DONE : ExitCode.INTERRUPTED;
        }
    }

    /** One datagram with a short wait is over before Ctrl-C could be pressed, and to catch that takes time at the start. */
    private void sendStoppably(DatagramSender sender) throws IOException {
        if (count == null && text.isEmpty() && !json && Terminals.interactive()
                && Terminals.mayMoveCursor()) {
            converse(sender);
            return;
        }
        if (count == null && !text.isEmpty() && wait.compareTo(SHORT) <= 0) {
            try {
                send(sender);
            } catch (InterruptedException _) {
                // standard output is closed, which is reported
            }
            return;
        }
        try (StoppableWork work = new StoppableWork(() -> send(sender))) {
            work.await(StoppableWork.FOR_EVER);
        }
    }

    private void converse(DatagramSender sender) throws IOException {
        try (LineConsole opened = new LineConsole()) {
            console = opened;
            SendConsole.run(opened, "one datagram to " + destination, sender::send);
            sender.awaitUnreachable(wait);
            allSent = true;
        } catch (InterruptedException e) {
            throw new IllegalStateException("a thread that is not shared was interrupted", e);
        } finally {
            console = null;
        }
    }

    private void checkOptions() {
        Usage.check(spec, destination.port() != 0,
                "port 0 cannot be a destination: give the port on which the peer listens");
        Usage.check(spec, count == null || text.isEmpty(), "either TEXT or --count, not both");
        Usage.check(spec, count != null || size == null && rate == null, "--size and --rate go with --count");
        Usage.check(spec, count == null || count >= 1, "--count must be at least 1");
        Usage.check(spec,
                size == null
                        || size >= NumberedDatagram.HEADER_LENGTH && size <= DatagramListener.MAX_PAYLOAD,
                "--size must be from " + NumberedDatagram.HEADER_LENGTH + ", the header, to "
                        + DatagramListener.MAX_PAYLOAD + " bytes, the most that a UDP datagram carries");
        Usage.check(spec, !broadcast || !multicast, "either --broadcast or --multicast, not both");
        Usage.check(spec, ttl == null || multicast,
                "--ttl goes with --multicast: Java cannot set it for other datagrams");
        Usage.check(spec, ttl == null || ttl >= 0 && ttl <= 255, "--ttl must be from 0 to 255");
        int length = textBytes().length;
        Usage.check(spec, length <= DatagramListener.MAX_PAYLOAD, "TEXT is " + Numbers.counted(length, "byte")
                + "; a UDP datagram carries at most " + DatagramListener.MAX_PAYLOAD);
    }

    private byte[] textBytes() {
        return String.join(" ", text).getBytes(StandardCharsets.UTF_8);
    }

    private DatagramSender open(InetSocketAddress to) throws IOException {
        boolean ipv6 = to.getAddress() instanceof Inet6Address;
        DatagramSender.Reach reach = multicast ? new DatagramSender.Reach.Multicast(ttl == null ? 1 : ttl)
                : broadcast ? new DatagramSender.Reach.Broadcast() : new DatagramSender.Reach.OneHost();
        return Usage.valid(spec,
                () -> DatagramSender.open(to, source(ipv6).resolve(), reach, this::received));
    }

    private Endpoint source(boolean ipv6) {
        if (bind != null) {
            return sourceAsTyped();
        }
        if (multicast) {
            return new Endpoint(ipv6 ? "::1" : Listening.usualInterface(), 0);
        }
        return new Endpoint(ipv6 ? "::" : "0.0.0.0", 0);
    }

    /** {@code HOST}, {@code HOST:PORT} or {@code PORT}, with or without brackets round a bare IPv6 address. */
    private Endpoint sourceAsTyped() {
        boolean bareIpv6 = bind.indexOf(':') != bind.lastIndexOf(':') && !bind.startsWith("[");
        if (bareIpv6 || bind.endsWith("]") || !bind.contains(":") && !bind.matches("\\d+")) {
            return new Endpoint(bind.replaceAll("^\\[|]$", ""), 0);
        }
        return Endpoint.parse(bind);
    }

    private void send(DatagramSender sender) throws IOException, InterruptedException {
        if (count != null) {
            double perSecond = rate == null ? Double.POSITIVE_INFINITY : rate.messagesPerSecond(size());
            long startedAt = System.nanoTime();
            try {
                sender.sendRun(run, count, size(), perSecond, clock);
            } finally {
                sendingNanos = System.nanoTime() - startedAt;
            }
        } else if (text.isEmpty()) {
            invite();
            InputLines lines = new InputLines(System.in, DatagramListener.MAX_PAYLOAD,
                    "the most that a UDP datagram carries");
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                sender.send(line);
            }
        } else {
            sender.send(textBytes());
        }
        allSent = true;
        sender.awaitUnreachable(wait);
    }

    /** Prompts, on a terminal only. */
    private void invite() {
        if (Terminals.interactive()) {
            spec.commandLine().getErr().println("each line you type is sent as one datagram; Ctrl-D ends");
        }
    }

    private int size() {
        return size == null ? DEFAULT_SIZE : size;
    }

    /** Counts and prints a reply; called by one thread only. */
    private void received(ReceivedDatagram reply) {
        replies++;
        replyBytes += reply.length();
        if (count == null && !json) {
            LineConsole above = console;
            StringWriter lines = new StringWriter();
            DatagramLines.print(above == null ? spec.commandLine().getOut() : new PrintWriter(lines), reply,
                    DatagramLines.Form.TEXT);
            if (above != null) {
                above.show(lines.toString().stripTrailing());
            }
        }
    }

    private void report(DatagramSender sender, Endpoint to, Endpoint from) {
        UdpSendReport report = new UdpSendReport(to, from, sender.datagrams(), sender.bytes(),
                sender.isUnreachable(), count == null
                        ? Optional.empty()
                        : Optional.of(new UdpSendReport.Run(run, count, size(), sendingNanos)),
                replies, replyBytes);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Json.print(out, report.json());
        } else {
            report.print(out);
        }
    }
}
