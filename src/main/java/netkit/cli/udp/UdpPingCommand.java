package netkit.cli.udp;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.capture.PcapOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.Quantity;
import netkit.cli.option.Usage;
import netkit.cli.terminal.StoppableWork;
import netkit.net.Endpoint;
import netkit.report.Numbers;
import netkit.report.Json;
import netkit.udp.DatagramListener;
import netkit.udp.DatagramPing;
import netkit.udp.MonotonicEpochClock;
import netkit.udp.NumberedDatagram;
import netkit.udp.PingStats;

/** {@code netkit udp-ping}: measures round-trip times and loss of UDP datagrams. */
@Command(name = "udp-ping", description = {"Measure round-trip times and loss of UDP datagrams.", "",
    "The peer must echo each datagram, as 'udp-listen --echo' does.", ""}, //
        footerHeading = "%nExamples:%n", footer = {"  netkit udp-ping 9000", //
            "  netkit udp-ping 192.0.2.7:9000 --count 100 --interval 20ms", //
            "  netkit udp-ping 9000 --count 0 --size 1400 --timeout 250ms"})
public final class UdpPingCommand implements Callable<Integer> {
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(1);

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "HOST:PORT", description = "Address to ping; a bare PORT is on this machine.")
    Endpoint destination;

    @Option(names = "--count", paramLabel = "N", defaultValue = "5",
            description = "Number of pings to send, 0 for no limit (default: ${DEFAULT-VALUE}).")
    int count;

    @Option(names = "--interval", paramLabel = "TIME", defaultValue = "1s",
            description = "Time from one ping to the next, at least 1ms (default: ${DEFAULT-VALUE}).")
    Duration interval;

    @Option(names = "--size", paramLabel = "SIZE", defaultValue = "64", converter = Quantity.Size.class,
            description = "Payload of each datagram, 24 to 65507 bytes (default: ${DEFAULT-VALUE}).")
    int size;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "1s",
            description = "Time to wait for a reply (default: ${DEFAULT-VALUE}).")
    Duration timeout;

    @Option(names = "--json", description = "Print only the summary, as JSON.")
    boolean json;

    @Mixin
    PcapOptions pcap;

    private final MonotonicEpochClock clock = new MonotonicEpochClock();
    private final int run = new SecureRandom().nextInt();
    private long portUnreachable;

    @Override
    public Integer call() throws IOException {
        checkOptions();
        InetSocketAddress to = destination.resolve();
        Endpoint any = new Endpoint(to.getAddress() instanceof Inet6Address ? "::" : "0.0.0.0", 0);
        PingStats stats = new PingStats(timeout.toNanos());
        DatagramPing.Plan plan = new DatagramPing.Plan(run, count, size, interval);
        boolean stopped;
        try (DatagramPing ping = new DatagramPing(to, any.resolve())) {
            try (StoppableWork work = new StoppableWork(() -> {
                if (!json) {
                    line("pinging udp " + Endpoint.of(to) + " from " + ping.source() + " with "
                            + Numbers.counted(size, "byte"));
                }
                ping.run(plan, stats, clock, event -> show(event, Endpoint.of(to)));
            })) {
                stopped = work.await(StoppableWork.FOR_EVER) == StoppableWork.Ending.INTERRUPTED;
            }
        }
        PingStats.Summary summary = stats.summary();
        report(summary);
        return stopped && count > 0 ? ExitCode.INTERRUPTED
                : summary.received() > 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void checkOptions() {
        Usage.check(spec, destination.port() != 0,
                "port 0 cannot be a destination: give the port on which the peer listens");
        Usage.check(spec, count >= 0, "--count must be at least 1, or 0 for no limit");
        Usage.check(spec, interval.compareTo(SHORTEST_INTERVAL) >= 0, "--interval must be at least 1ms");
        Usage.check(spec, timeout.isPositive(), "--timeout must be more than 0");
        Usage.check(spec, size >= NumberedDatagram.HEADER_LENGTH && size <= DatagramListener.MAX_PAYLOAD,
                "--size must be from " + NumberedDatagram.HEADER_LENGTH + ", the header, to "
                        + DatagramListener.MAX_PAYLOAD + " bytes, the most that a UDP datagram carries");
    }

    private void line(String text) {
        spec.commandLine().getOut().println(text);
    }

    private void show(DatagramPing.Event event, Endpoint to) {
        portUnreachable += event instanceof DatagramPing.Event.PortUnreachable ? 1 : 0;
        if (json) {
            return;
        }
        line(switch (event) {
            case DatagramPing.Event.Replied(PingStats.Reply reply, int bytes) ->
                Numbers.counted(bytes, "byte")
                        + " from " + to + ": sequence=" + reply.sequence() + " time="
                        + Numbers.millis(reply.roundTripNanos()) + " ms" + mark(reply.mark());
            case DatagramPing.Event.TimedOut(int sequence) ->
                "no reply to sequence " + sequence + " within " + text(timeout);
            case DatagramPing.Event.PortUnreachable _ ->
                "ICMP port unreachable: no program listens on udp " + to;
            case DatagramPing.Event.NotAnEcho(int bytes) ->
                Numbers.counted(bytes, "byte") + " from " + to + ": not an echo of a ping";
        });
    }

    private static String mark(PingStats.Mark mark) {
        return switch (mark) {
            case IN_TIME -> "";
            case LATE -> " (late)";
            case DUPLICATE -> " (duplicate)";
        };
    }

    /** Returns {@code 250ms} or {@code 1.5s}, as it may be typed. */
    private static String text(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        return millis < 1000 ? number(millis) + "ms" : number(millis / 1000) + "s";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value).replaceAll("\\.?0+$", "");
    }

    private void report(PingStats.Summary summary) {
        if (json) {
            Json.print(spec.commandLine().getOut(), result(summary));
            return;
        }
        line("");
        line("sent " + summary.sent() + ", received " + summary.received() + ", duplicates "
                + summary.duplicates() + ", loss " + number(summary.loss() * 100) + "%");
        if (summary.waiting() > 0) {
            line("the loss includes " + Numbers.counted(summary.waiting(), "ping")
                    + " still waiting for a reply");
        }
        if (summary.received() == 0 && portUnreachable == 0) {
            line("no reply at all: does the peer echo, as 'netkit udp-listen --echo' does?");
        }
        summary.roundTrips().ifPresent(trips -> line("round trip min/avg/p50/p99/max = "
                + Numbers.millis(trips.min()) + "/" + Numbers.millis(trips.avg()) + "/"
                + Numbers.millis(trips.p50())
                + "/" + Numbers.millis(trips.p99()) + "/" + Numbers.millis(trips.max()) + " ms"));
    }

    /** The form for JSON: round trips are null without a reply. */
    private record Result(int schema, int sent, int received, int waiting, int duplicates, double loss,
            long portUnreachable, Millis roundTripMillis) {}

    private record Millis(double min, double avg, double p50, double p99, double max) {}

    private Result result(PingStats.Summary summary) {
        return new Result(1, summary.sent(), summary.received(), summary.waiting(), summary.duplicates(),
                summary.loss(), portUnreachable,
                summary.roundTrips().map(trips -> new Millis(trips.min() / 1e6, trips.avg() / 1e6,
                        trips.p50() / 1e6, trips.p99() / 1e6, trips.max() / 1e6)).orElse(null));
    }
}
