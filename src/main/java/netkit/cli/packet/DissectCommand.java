package netkit.cli.packet;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.cli.option.Usage;
import netkit.dissect.DissectedPacket;
import netkit.dissect.explain.TwoModels;
import netkit.dissect.filter.PacketFilter;
import netkit.report.Json;
import netkit.report.OutputFile;
import netkit.report.PacketJson;
import netkit.report.PacketPage;

/** {@code netkit dissect}: the packets of a capture file, layer by layer. */
@Command(name = "dissect", sortOptions = false, description = {
    "Explain the packets of a capture file: pcapng or pcap, also compressed with gzip.", "",
    "Without an option a line is printed for each packet. Names and words are those of Wireshark.",
    "",
    "Filters: tcp, port 9000, host 10.0.0.1, stream 0, syn; a field alone, or with == != < <= > >= contains matches"
            + " and a value; and, or, not, brackets. See 'netkit guide packets'.",
    ""}, footerHeading = "%nExamples:%n", //
        footer = {"  netkit dissect chat.pcapng", //
            "  netkit dissect chat.pcapng --packet 4", //
            "  netkit dissect chat.pcapng --filter \"tcp and port 9000 and syn\"", //
            "  netkit dissect chat.pcapng --follow 0 --hex", //
            "  gzip -dc old.pcap.gz | netkit dissect - --messages"})
public final class DissectCommand implements Callable<Integer> {
    /** Characters of rows that are written at once. */
    private static final int BATCH = 16 << 10;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The capture file; - is standard input.")
    String file;

    @Option(names = "--packet", paramLabel = "N",
            description = "Show packet N: its bytes beside the fields of each layer.")
    Long number;

    @Option(names = "--layers",
            description = "Explain the OSI model and the TCP/IP model with packet N of --packet"
                    + " (default: the first that carries data of a program).")
    boolean layers;

    @Option(names = "--stream", paramLabel = "N",
            description = "List TCP connection N, counted from 0, and sum it up; udp:N for UDP.")
    String stream;

    @Option(names = "--follow", paramLabel = "N",
            description = "Print what both ends of TCP connection N said, in order; udp:N for UDP.")
    String follow;

    @Option(names = "--hex", description = "With --follow: print the bytes as a hex dump (default: as text).")
    boolean hex;

    @Option(names = "--messages",
            description = "Print what the programs said, and which packets carried each message.")
    boolean messages;

    @Option(names = "--ladder", description = "Draw the packets as arrows between their hosts.")
    boolean ladder;

    @Option(names = "--filter", paramLabel = "FILTER",
            description = "Show only packets that the filter accepts.")
    String filter;

    @Option(names = "--json", description = "Print each packet as JSON, one object a line.")
    boolean json;

    @Option(names = "--html", paramLabel = "OUT",
            description = "Write the packets to OUT as a page for the browser (at most 2,000).")
    Path html;

    private Predicate<DissectedPacket> chosen;
    private PrintWriter out;
    private Palette palette;

    @Override
    public Integer call() throws IOException {
        check();
        out = spec.commandLine().getOut();
        palette = Palette.of(spec);
        CaptureInput input = new CaptureInput(file, spec.commandLine().getErr());
        Optional<String> damage = show(input);
        out.flush();
        damage.ifPresent(problem -> {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": " + problem);
            spec.commandLine().getErr().flush();
        });
        return damage.isPresent() ? ExitCode.FAILED : ExitCode.DONE;
    }

    private void check() {
        long views = Stream
                .of(number != null || layers, stream != null && !ladder && !messages && !json && html == null,
                        follow != null, messages, ladder, json, html != null)
                .filter(isGiven -> isGiven).count();
        Usage.check(spec, views <= 1,
                "choose one of --packet, --stream, --follow, --messages, --ladder, --json and"
                        + " --html");
        Usage.check(spec, number == null || number > 0, "packets are counted from 1");
        Usage.check(spec, !hex || follow != null, "--hex needs --follow");
        chosen = filter == null ? _ -> true
                : Usage.valid(spec, () -> filter("--filter: ", filter));
        if (stream != null) {
            StreamChoice choice = Usage.valid(spec, () -> StreamChoice.parse(stream));
            chosen = chosen.and(choice::has);
        }
    }

    private static Predicate<DissectedPacket> filter(String name, String text) {
        try {
            return PacketFilter.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + e.getMessage(), e);
        }
    }

    private Optional<String> show(CaptureInput input) throws IOException {
        if (number != null || layers) {
            return packet(input);
        }
        if (follow != null) {
            return follow(input);
        }
        if (ladder) {
            return ladder(input);
        }
        if (html != null) {
            return page(input);
        }
        if (messages) {
            MessageRows rows = new MessageRows(palette);
            return batched(input, List.of(), rows::start, rows::rows);
        }
        if (json) {
            return batched(input, List.of(), _ -> {}, packet -> List.of(Json.line(PacketJson.of(packet))));
        }
        return list(input);
    }

    private Optional<String> list(CaptureInput input) throws IOException {
        PacketRows rows = new PacketRows(palette);
        StreamSummary summary = stream == null ? null : new StreamSummary();
        Optional<String> damage = batched(input, List.of(palette.bold(rows.heading())), rows::start,
                packet -> {
                    if (summary != null) {
                        summary.add(packet);
                    }
                    return List.of(rows.row(packet));
                });
        if (summary != null) {
            StreamChoice choice = StreamChoice.parse(stream);
            if (summary.isEmpty()) {
                throw new IOException(none(choice));
            }
            out.println();
            summary.lines(choice).forEach(out::println);
        }
        return damage;
    }

    private String none(StreamChoice choice) {
        return "there is no " + choice + (filter == null ? "" : " with packets that the filter accepts")
                + "; the streams are counted from 0";
    }

    /** The rows of a packet. */
    @FunctionalInterface
    private interface Rows {
        List<String> of(DissectedPacket packet);
    }

    /** @param first gets each packet, whether it is chosen or not */
    private Optional<String> batched(CaptureInput input, List<String> heading,
            Consumer<DissectedPacket> first, Rows rows) throws IOException {
        StringBuilder batch = new StringBuilder();
        heading.forEach(line -> batch.append(line).append('\n'));
        Optional<String> damage = input.read(new CaptureInput.Sink() {
            @Override
            public boolean accept(DissectedPacket packet) {
                first.accept(packet);
                add(packet);
                return true;
            }

            @Override
            public void late(DissectedPacket packet) {
                if (messages) {
                    add(packet);
                }
            }

            private void add(DissectedPacket packet) {
                if (chosen.test(packet)) {
                    rows.of(packet).forEach(row -> batch.append(row).append('\n'));
                }
                if (batch.length() >= BATCH) {
                    print(batch);
                }
            }
        });
        print(batch);
        return damage;
    }

    private void print(StringBuilder batch) {
        out.print(batch);
        out.flush();
        batch.setLength(0);
    }

    /** The one packet to be shown. */
    private static final class Found {
        private OptionalLong zero = OptionalLong.empty();
        private long read;
        private DissectedPacket packet;
    }

    private Optional<String> packet(CaptureInput input) throws IOException {
        Found found = new Found();
        Optional<String> damage = input.read(packet -> {
            found.read++;
            found.zero = found.zero.isPresent() ? found.zero : packet.packet().epochNanos();
            boolean isIt = number == null
                    ? chosen.test(packet) && TwoModels.hasApplicationBytes(packet)
                    : packet.packet().number() == number;
            found.packet = isIt ? packet : found.packet;
            return !isIt;
        });
        if (found.packet == null) {
            throw new IOException(damage.map(problem -> problem + "; ").orElse("")
                    + (number == null ? "no packet carries data of a program; choose one with --packet N"
                            : "there is no packet " + number + ": the file has " + found.read));
        }
        (layers ? ModelsView.lines(found.packet, palette)
                : PacketDetails.lines(found.packet, found.zero.orElse(0), palette)).forEach(out::println);
        return damage;
    }

    private Optional<String> follow(CaptureInput input) throws IOException {
        StreamChoice choice = Usage.valid(spec, () -> StreamChoice.parse(follow));
        FollowView view = new FollowView(out, palette, hex);
        StreamSummary summary = new StreamSummary();
        Optional<String> damage = input.read(packet -> {
            if (choice.has(packet) && chosen.test(packet)) {
                summary.add(packet);
                view.add(packet);
            }
            return true;
        });
        view.end();
        if (summary.isEmpty()) {
            throw new IOException(none(choice));
        }
        out.println();
        summary.lines(choice).forEach(out::println);
        return damage;
    }

    private Optional<String> page(CaptureInput input) throws IOException {
        OutputFile.requireFile(html);
        PacketPage page = new PacketPage(file.equals(CaptureInput.STANDARD_INPUT) ? "standard input"
                : String.valueOf(Path.of(file).getFileName()));
        Optional<String> damage = input.read(packet -> {
            page.start(packet);
            return !chosen.test(packet) || page.add(packet);
        });
        page.write(html);
        out.println(page.summary() + " in " + html);
        return damage;
    }

    private Optional<String> ladder(CaptureInput input) throws IOException {
        LadderView view = new LadderView();
        Optional<String> damage = input.read(packet -> {
            if (chosen.test(packet)) {
                view.add(packet);
            }
            return true;
        });
        try {
            view.print(out, palette);
        } catch (IllegalStateException e) {
            throw new IOException(e.getMessage(), e);
        }
        return damage;
    }
}
