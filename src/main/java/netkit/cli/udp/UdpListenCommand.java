package netkit.cli.udp;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.capture.PcapOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.ListenAddress;
import netkit.cli.option.Listening;
import netkit.cli.option.Quantity;
import netkit.cli.option.Usage;
import netkit.cli.terminal.StoppableWork;
import netkit.net.Endpoint;
import netkit.report.Numbers;
import netkit.report.Json;
import netkit.udp.DatagramListener;
import netkit.udp.KernelDrops;
import netkit.udp.MonotonicEpochClock;
import netkit.udp.NumberedDatagram;
import netkit.udp.ReceivedDatagram;
import netkit.udp.RunStats;

/** {@code netkit udp-listen}: prints the datagrams that arrive, and statistics of the numbered ones. */
@Command(name = "udp-listen", description = {
    "Print UDP datagrams as they arrive, from any number of senders.", "",
    "Numbered datagrams, those of 'udp-send --count' and 'udp-ping', are not printed one by one: a table at the"
            + " end shows how many of each sender's are missing, duplicated or out of order.",
    ""}, footerHeading = "%nExamples:%n",
        footer = {"  netkit udp-listen 9000", //
            "  netkit udp-listen 9000 --echo --for 1m", //
            "  netkit udp-listen 9000 --multicast 239.1.2.3", //
            "  netkit udp-listen 9000 --receive-buffer 64k --json"})
public final class UdpListenCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "[HOST:]PORT",
            description = "Where to listen; port 0 picks a free one.")
    String address;

    @Option(names = {"-p", "--port"}, paramLabel = "PORT",
            description = "Port to listen on, in place of [HOST:]PORT.")
    Integer port;

    @Option(names = "--host", paramLabel = "HOST",
            description = "Address to listen on, 0.0.0.0 for all of this machine's " + Listening.USUAL_HOST)
    String host;

    @Option(names = "--multicast", paramLabel = "GROUP",
            description = "Join this multicast group, such as 239.1.2.3, on the interface that has the host's"
                    + " address, and receive only what is sent to the group.")
    String group;

    @Option(names = "--count", paramLabel = "N",
            description = "Exit after this many datagrams (default: no limit).")
    Long count;

    @Option(names = "--for", paramLabel = "TIME", description = "Exit after this time (default: no limit).")
    Duration time = StoppableWork.FOR_EVER;

    @Option(names = "--echo",
            description = "Send every datagram back to its sender, unless it was truncated.")
    boolean echo;

    @Option(names = "--hex",
            description = "Print the bytes of each datagram instead of its text."
                    + " A payload that is not UTF-8 is always printed as bytes.")
    boolean hex;

    @Option(names = "--each", description = "Print numbered datagrams one by one too.")
    boolean each;

    @Option(names = "--buffer", paramLabel = "SIZE", defaultValue = "65507", converter = Quantity.Size.class,
            description = "Longest datagram to receive whole; a longer one is reported as truncated"
                    + " (default: ${DEFAULT-VALUE}, the longest that IPv4 can carry).")
    int buffer;

    @Option(names = "--receive-buffer", paramLabel = "SIZE", converter = Quantity.Size.class,
            description = "Size of the kernel's receive buffer (SO_RCVBUF); when it is full, datagrams are"
                    + " dropped (default: the system's).")
    Integer receiveBuffer;

    @Option(names = "--json",
            description = "Print one JSON object a line: each datagram, and the statistics at the end.")
    boolean json;

    @Mixin
    PcapOptions pcap;

    private final RunStats runStats = new RunStats();
    private final MonotonicEpochClock clock = new MonotonicEpochClock();
    private long datagrams;
    private long bytes;
    private long truncated;

    @Override
    public Integer call() throws IOException {
        checkOptions();
        Endpoint bound = Usage.valid(spec, () -> ListenAddress.of(address, host, port,
                group == null ? Listening.usualHost() : Listening.usualInterface(), null));
        Usage.check(spec, !bound.resolve().getAddress().isMulticastAddress(),
                bound.host() + " is a multicast group: join it with --multicast " + bound.host());
        try (DatagramListener listener = DatagramListener.open(bound, group(), buffer,
                receiveBuffer == null ? OptionalInt.empty() : OptionalInt.of(receiveBuffer))) {
            Optional<KernelDrops> drops;
            StoppableWork.Ending ending;
            int kernelBuffer = listener.receiveBuffer();
            try (StoppableWork work = new StoppableWork(() -> {
                announce(listener, bound); // after this line Ctrl-C must print the report
                receive(listener);
            })) {
                ending = work.await(time);
                drops = listener.drops();
            }
            report(drops, kernelBuffer);
            boolean unfinished = ending == StoppableWork.Ending.INTERRUPTED && count != null;
            return unfinished ? ExitCode.INTERRUPTED : ExitCode.DONE;
        }
    }

    private void checkOptions() {
        Usage.check(spec, !"".equals(host), "--host is empty");
        Usage.check(spec, !"".equals(group), "--multicast is empty");
        Usage.check(spec, count == null || count >= 1, "--count must be at least 1");
        Usage.check(spec, buffer >= 1 && buffer <= DatagramListener.MAX_PAYLOAD,
                "--buffer must be from 1 to " + DatagramListener.MAX_PAYLOAD + " bytes");
        Usage.check(spec, receiveBuffer == null || receiveBuffer >= 1,
                "--receive-buffer must be at least 1 byte");
    }

    private Optional<InetAddress> group() throws IOException {
        if (group == null) {
            return Optional.empty();
        }
        InetAddress address = new Endpoint(group, 0).resolve().getAddress();
        Usage.check(spec, address.isMulticastAddress(),
                group + " is not a multicast group: those are 224.0.0.0 to 239.255.255.255, and ff00::/8");
        return Optional.of(address);
    }

    private void announce(DatagramListener listener, Endpoint bound) throws IOException {
        Listening.announce(spec.commandLine(), "udp", listener.endpoint(), bound.resolve().getAddress());
        if (receiveBuffer != null && listener.receiveBuffer() != receiveBuffer) {
            spec.commandLine().getErr()
                    .println("asked the kernel for a receive buffer of "
                            + Numbers.counted(receiveBuffer, "byte")
                            + ", got " + Numbers.grouped(listener.receiveBuffer()));
        }
    }

    private void receive(DatagramListener listener) throws IOException {
        while (count == null || datagrams < count) {
            ReceivedDatagram datagram = listener.receive();
            long arrivedAt = clock.getAsLong();
            if (echo && !datagram.truncated()) {
                echo(listener, datagram);
            }
            datagrams++;
            bytes += datagram.length();
            truncated += datagram.truncated() ? 1 : 0;
            Optional<NumberedDatagram> numbered = NumberedDatagram.decode(datagram.bytes(),
                    datagram.length());
            numbered.ifPresent(header -> track(datagram, header, arrivedAt));
            if (numbered.isEmpty() || each || datagram.truncated()) {
                print(datagram);
            }
        }
    }

    /** A failure to echo to one sender must not end the listener for the others. */
    private void echo(DatagramListener listener, ReceivedDatagram datagram) {
        try {
            listener.echo(datagram);
        } catch (IOException e) {
            spec.commandLine().getErr()
                    .println("cannot echo to " + Endpoint.of(datagram.sender()) + ": " + e.getMessage());
        }
    }

    private void track(ReceivedDatagram datagram, NumberedDatagram header, long arrivedAt) {
        RunStats.Tracking tracking = runStats.receive(datagram.sender(), header, arrivedAt);
        if (tracking == RunStats.Tracking.NEW_RUN && !json) {
            spec.commandLine().getOut()
                    .println(Endpoint.of(datagram.sender()) + "  begins run "
                            + NumberedDatagram.text(header.run())
                            + (header.count() == 0 ? ""
                                    : " of " + Numbers.counted(header.count(), "numbered datagram")));
        }
    }

    private void print(ReceivedDatagram datagram) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Json.printLine(out, DatagramLines.json(datagram));
        } else {
            DatagramLines.print(out, datagram, hex ? DatagramLines.Form.HEX : DatagramLines.Form.TEXT);
        }
    }

    private void report(Optional<KernelDrops> drops, int kernelBuffer) {
        UdpListenReport report = new UdpListenReport(datagrams, bytes, truncated, buffer, drops, kernelBuffer,
                runStats);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Json.printLine(out, report.json());
        } else {
            report.print(out);
        }
    }
}
