package netkit.cli.packet;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.cli.capture.CaptureProgram;
import netkit.cli.option.ExitCode;
import netkit.cli.option.Usage;
import netkit.cli.terminal.StoppableWork;
import netkit.dissect.DissectedPacket;
import netkit.dissect.Dissector;
import netkit.dissect.filter.PacketFilter;
import netkit.packet.pcapng.CaptureReader;
import netkit.packet.pcapng.CapturedPacket;
import netkit.report.Json;
import netkit.report.Numbers;
import netkit.report.OutputFile;
import netkit.report.PacketJson;

/** {@code netkit capture}: the packets of an interface, live. */
@Command(name = "capture", sortOptions = false, description = {
    "Print packets as they pass an interface of this machine, or of a lab's host.", "",
    "dumpcap (of Wireshark) or tcpdump does the capturing. Ctrl-C ends it; 'netkit dissect' shows more of the file that"
            + " --write keeps. On a host of a lab, type it in the lab's console: alice netkit capture --interface eth0",
    ""}, footerHeading = "%nExamples:%n", //
        footer = {"  netkit capture", //
            "  netkit capture --port 9000 --write chat.pcapng", //
            "  netkit capture --interface eth0 --port 80 --filter \"http.request\""})
public final class CaptureCommand implements Callable<Integer> {
    /** The ports of netkit's servers, in the order of tcp-server, ws-server, sio-server, mq-server. */
    private static final List<Integer> USUAL_PORTS = List.of(9000, 9080, 9090, 5670);
    private static final int MAX_PORT = 65_535;
    /** Time for the capturing program to write its last packets. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(2);

    @Spec
    CommandSpec spec;

    @Option(names = {"-i", "--interface"}, paramLabel = "NAME",
            description = "The interface, such as eth0; any for all of Linux (default: loopback).")
    String interfaceName;

    @Option(names = {"-p", "--port"}, paramLabel = "PORT",
            description = "Capture TCP and UDP packets of this port; may be repeated"
                    + " (default: 9000, 9080, 9090 and 5670, the ports of netkit's servers).")
    List<Integer> ports;

    @Option(names = "--all", description = "Capture packets of every kind and port.")
    boolean all;

    @Option(names = "--filter", paramLabel = "FILTER",
            description = "Print only packets that the filter accepts, in the language of 'netkit dissect'.")
    String filter;

    @Option(names = "--write", paramLabel = "FILE", description = "Keep the captured packets in FILE too.")
    Path file;

    @Option(names = "--count", paramLabel = "N",
            description = "Exit after N printed packets (default: no limit).")
    Long count;

    @Option(names = "--for", paramLabel = "TIME", description = "Exit after this time (default: no limit).")
    Duration time = StoppableWork.FOR_EVER;

    @Option(names = "--json", description = "Print each packet as JSON, one object a line.")
    boolean json;

    private Predicate<DissectedPacket> chosen;
    private long printed;
    private long captured;

    @Override
    public Integer call() throws IOException {
        check();
        String name = interfaceName == null ? CaptureProgram.usualInterface() : interfaceName;
        Optional<CaptureProgram> started = CaptureProgram.start(name, captureFilter());
        if (started.isEmpty()) {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": " + CaptureProgram.MISSING);
            return ExitCode.INCONCLUSIVE;
        }
        StoppableWork.Ending ending;
        try (CaptureProgram program = started.get();
                OutputStream copy = file == null ? OutputStream.nullOutputStream()
                        : Files.newOutputStream(file)) {
            InputStream packets = new Tee(program.packets(), copy);
            try (StoppableWork work = new StoppableWork(() -> read(program, name, packets), END_TIMEOUT)) {
                ending = work.await(time);
                program.stop();
            }
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println(Numbers.counted(captured, "packet") + " captured"
                + (file == null ? "" : ", in " + file));
        err.flush();
        return ending == StoppableWork.Ending.INTERRUPTED && count != null ? ExitCode.INTERRUPTED
                : ExitCode.DONE;
    }

    private void check() throws IOException {
        Usage.check(spec, count == null || count > 0, "--count must be at least 1");
        Usage.checkMillis(spec, "--for", time);
        Usage.check(spec, !all || ports == null, "choose one of --all and --port");
        Usage.check(spec, ports == null || ports.stream().allMatch(port -> port > 0 && port <= MAX_PORT),
                "--port must be from 1 to " + MAX_PORT);
        Usage.check(spec, interfaceName == null || !interfaceName.isBlank() && !interfaceName.startsWith("-"),
                "--interface needs the name of an interface");
        chosen = filter == null ? _ -> true : Usage.valid(spec, () -> {
            try {
                return PacketFilter.parse(filter);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("--filter: " + e.getMessage(), e);
            }
        });
        if (file != null) {
            OutputFile.requireFile(file);
        }
    }

    /** Returns the filter of the capturing program (pcap-filter(7)). */
    String captureFilter() {
        return all ? ""
                : (ports == null ? USUAL_PORTS : ports).stream().map(port -> "port " + port)
                        .collect(Collectors.joining(" or "));
    }

    private void read(CaptureProgram program, String name, InputStream packets) throws IOException {
        CaptureReader reader;
        try {
            reader = new CaptureReader(packets);
        } catch (IOException e) {
            throw failure(program, name, e);
        }
        PrintWriter out = spec.commandLine().getOut();
        spec.commandLine().getErr().println("capturing on " + name + " with " + program.name()
                + (all ? "" : ": " + captureFilter()));
        spec.commandLine().getErr().flush();
        Palette palette = Palette.of(spec);
        PacketRows rows = new PacketRows(palette);
        if (!json) {
            out.println(palette.bold(rows.heading()));
            out.flush();
        }
        Dissector dissector = new Dissector();
        try {
            Optional<CapturedPacket> packet = reader.next();
            while (packet.isPresent() && (count == null || printed < count)) {
                captured++;
                DissectedPacket dissected = dissector.dissect(packet.get());
                rows.start(dissected);
                if (chosen.test(dissected)) {
                    printed++;
                    out.println(json ? Json.line(PacketJson.of(dissected)) : rows.row(dissected));
                    out.flush();
                }
                packet = count != null && printed >= count ? Optional.empty() : reader.next();
            }
            program.stop();
            packets.transferTo(OutputStream.nullOutputStream()); // so that the file ends after a whole packet
        } catch (IOException e) {
            if (captured == 0) {
                throw failure(program, name, e);
            }
            // the program was stopped within a packet
        }
    }

    private static IOException failure(CaptureProgram program, String name, IOException cause)
            throws IOException {
        String failure = program.failure();
        if (CaptureProgram.isLackOfPermission(failure)) {
            return new AccessDeniedException(program.name() + " may not capture on " + name + "; "
                    + CaptureProgram.PERMISSION);
        }
        return new IOException("cannot capture on " + name + ": "
                + (failure.isEmpty() ? cause.getMessage() : failure), cause);
    }

    /** Writes what is read to a file, too. */
    private static final class Tee extends FilterInputStream {
        private final OutputStream copy;

        Tee(InputStream in, OutputStream copy) {
            super(in);
            this.copy = copy;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            if (one >= 0) {
                copy.write(one);
            }
            return one;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int count = super.read(bytes, from, length);
            if (count > 0) {
                copy.write(bytes, from, count);
            }
            return count;
        }
    }
}
