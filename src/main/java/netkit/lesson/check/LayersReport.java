package netkit.lesson.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import netkit.dissect.Dissector;
import netkit.lesson.check.LayerRanges.Part;
import netkit.lesson.check.LayerRanges.Range;
import netkit.packet.pcapng.CapturedPacket;

/**
 * Whether a program has printed the layers of each packet of a capture file: for each a line such as
 * {@code packet 1: ethernet 0-13 ip 14-33 tcp 34-53 payload 54-58}. What is right, {@code netkit.dissect} says. Without
 * files and processes; not thread-safe.
 */
public final class LayersReport {
    private static final Pattern LINE = Pattern.compile("(?m)^packet (\\d{1,9}):(.*)$");
    private static final Pattern LAYER = Pattern
            .compile("\\s*([A-Za-z]\\S*)\\s+(-?\\d{1,9})-(-?\\d{1,9})\\s*,?");
    private static final int HEX_BYTES = 10;
    private static final Range NONE = new Range(-1, -1);

    private final List<LayerRanges> packets = new ArrayList<>();

    /** @param file the packets of the file, in order */
    public LayersReport(List<CapturedPacket> file) {
        Dissector dissector = new Dissector();
        file.forEach(packet -> packets.add(LayerRanges.of(dissector.dissect(packet))));
    }

    /** Returns the lines that the program must print. */
    public String report() {
        StringBuilder text = new StringBuilder();
        packets.forEach(packet -> text.append(packet.line()).append('\n'));
        return text.toString();
    }

    /**
     * Returns what is wrong in the output. Its field is {@code no lines}, {@code missing} (lines), {@code too many}
     * (lines), {@code number}, {@code format}, {@code exclusive} (each end is one too large), {@code from one} (each number
     * is), or the name of a layer, perhaps with {@code missing}, {@code extra}, {@code beyond} (the packet) or
     * {@code empty} (the end lies before the start). Sets the names {@code ip-from}, {@code tcp-from}, {@code payload-from},
     * {@code last}, {@code ip-length}, {@code size} and {@code wire} of the packet that it concerns: -1 for what it does not have.
     *
     * @param printed all output; lines that do not begin with {@code packet N:} are ignored
     */
    public Optional<ReportProblem> problem(String printed, Names names) {
        Matcher line = LINE.matcher(printed);
        for (int i = 0; i < packets.size(); i++) {
            LayerRanges right = packets.get(i);
            setNames(right, names);
            if (!line.find()) {
                return Optional.of(i == 0
                        ? new ReportProblem("no lines", right.line(), "",
                                "the output has no line that begins with 'packet 1:'",
                                List.of())
                        : new ReportProblem("missing", right.line(), "", "the output ends after packet " + i
                                + "; the file has " + packets.size() + " packets", List.of()));
            }
            Optional<ReportProblem> problem = inLine(i + 1, line, right);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return line.find() ? Optional.of(new ReportProblem("too many", "", line.group().strip(),
                "the file has " + packets.size() + (packets.size() == 1 ? " packet" : " packets")
                        + ", and there are more lines than that",
                List.of())) : Optional.empty();
    }

    private static void setNames(LayerRanges packet, Names names) {
        Map<Part, Range> ranges = packet.ranges();
        names.set("size", packet.size());
        names.set("wire", packet.packet().packet().originalLength());
        Range ip = ranges.getOrDefault(Part.IP, NONE);
        Range tcp = ranges.getOrDefault(Part.TCP, NONE);
        boolean isTcp = tcp != NONE;
        long last = isTcp ? ranges.getOrDefault(Part.PAYLOAD, tcp).last() : -1;
        names.set("ip-from", ip.first());
        names.set("tcp-from", tcp.first());
        names.set("payload-from", isTcp ? tcp.last() + 1 : -1);
        names.set("last", last);
        names.set("ip-length", isTcp ? last + 1 - ip.first() : -1);
    }

    private static Optional<ReportProblem> inLine(int number, Matcher line, LayerRanges right) {
        String text = line.group().strip();
        if (Integer.parseInt(line.group(1)) != number) {
            return Optional.of(new ReportProblem("number", right.line(), text, "the line of packet " + number
                    + " is expected, and packet " + line.group(1) + " comes", List.of()));
        }
        Map<Part, Range> printed = new EnumMap<>(Part.class);
        Matcher layer = LAYER.matcher(line.group(2));
        int at = 0;
        while (layer.find(at) && layer.start() == at) {
            Optional<Part> part = Part.of(layer.group(1));
            if (part.isEmpty()) {
                return format(number, right, text, "'" + layer.group(1)
                        + "' is none of the names ethernet, ip, tcp and payload");
            }
            if (printed.put(part.get(),
                    new Range(Long.parseLong(layer.group(2)), Long.parseLong(layer.group(3)))) != null) {
                return format(number, right, text, part.get().word() + " stands there twice");
            }
            at = layer.end();
            if (at == line.group(2).length()) {
                break;
            }
        }
        String rest = line.group(2).substring(at).strip();
        return rest.isEmpty() ? inRanges(number, printed, right, text)
                : format(number, right, text,
                        "'" + rest + "' is not a layer with its bytes, such as ip 14-33");
    }

    private static Optional<ReportProblem> format(int number, LayerRanges right, String line,
            String message) {
        return Optional.of(
                new ReportProblem("format", right.line(), line, "packet " + number + ": " + message,
                        List.of()));
    }

    private static Optional<ReportProblem> inRanges(int number, Map<Part, Range> printed, LayerRanges right,
            String line) {
        if (printed.equals(right.ranges())) {
            return Optional.empty();
        }
        String packet = "packet " + number + ": ";
        if (!printed.isEmpty() && printed.equals(moved(right.ranges(), 0))) {
            return Optional.of(new ReportProblem("exclusive", right.line(), line, packet
                    + "each range ends one too late: the second number is the last byte of the layer",
                    picture(right, -1)));
        }
        if (!printed.isEmpty() && printed.equals(moved(right.ranges(), 1))) {
            return Optional.of(new ReportProblem("from one", right.line(), line,
                    packet + "each number is one too large: the first byte of a packet has number 0",
                    picture(right, -1)));
        }
        for (Part part : Part.values()) {
            Range wrong = printed.get(part);
            Range wanted = right.ranges().get(part);
            if (wrong == null ? wanted != null : !wrong.equals(wanted)) {
                long at = firstWrong(wrong, wanted);
                return Optional.of(new ReportProblem(field(part, wrong, wanted, right), right.line(), line,
                        packet + message(part, wrong, wanted, at, right), picture(right, at)));
            }
        }
        throw new IllegalStateException("equal");
    }

    /** Returns the ranges with each end one byte later, and each start {@code by} bytes later. */
    private static Map<Part, Range> moved(Map<Part, Range> ranges, int by) {
        Map<Part, Range> moved = new EnumMap<>(Part.class);
        ranges.forEach((part, range) -> moved.put(part, new Range(range.first() + by, range.last() + 1)));
        return moved;
    }

    private static String field(Part part, Range wrong, Range wanted, LayerRanges right) {
        String kind = wrong == null ? " missing"
                : wrong.last() < wrong.first() ? " empty"
                        : wrong.last() >= right.size() ? " beyond" : wanted == null ? " extra" : "";
        return part.word() + kind;
    }

    /** Returns the first byte that is in one of the ranges, and not in both. */
    private static long firstWrong(Range wrong, Range wanted) {
        if (wrong == null) {
            return wanted.first();
        }
        if (wanted == null || wrong.first() != wanted.first()) {
            return wanted == null ? wrong.first() : Math.min(wrong.first(), wanted.first());
        }
        return Math.min(wrong.last(), wanted.last()) + 1;
    }

    private static String message(Part part, Range wrong, Range wanted, long at, LayerRanges right) {
        if (wrong == null) {
            return "you printed no " + part.word() + ", but byte " + at + " is " + name(right, at);
        }
        String you = "you printed " + part.word() + " " + wrong.text();
        if (wrong.last() < wrong.first()) {
            return you + ", which has no bytes" + (wanted == null ? ": leave it out"
                    : "; byte " + at + " is " + name(right, at));
        }
        boolean tooMany = wanted == null || at < wanted.first() || at > wanted.last();
        if (tooMany && (at < 0 || at >= right.size())) {
            return you + ", but the packet has only " + right.size() + " bytes in the file, 0-"
                    + (right.size() - 1);
        }
        return you + (tooMany ? ", but byte " + at + " is " : ", but byte " + at + " belongs to it, too: ")
                + name(right, at);
    }

    private static String name(LayerRanges right, long at) {
        return right.place(at).map(LayerRanges.Place::text).orElse("of another layer");
    }

    /** A line for each layer, then one for the field that has the wrong byte. */
    private static List<String> picture(LayerRanges right, long at) {
        List<String> lines = new ArrayList<>();
        lines.add("packet " + right.packet().packet().number() + ", " + right.size() + " bytes:");
        right.ranges().forEach((part, range) -> lines.add(row(range, part.word(), right)));
        long end = right.ranges().values().stream().mapToLong(Range::last).max().orElse(-1) + 1;
        if (end < right.size()) {
            lines.add(row(new Range(end, right.size() - 1L), "", right));
        }
        if (at >= 0 && at < right.size()) {
            right.place(at).ifPresent(place -> lines.add(row(
                    new Range(place.field().from(), place.field().to() - 1L), "byte " + at, right) + "  <- "
                    + place.field().label()));
        }
        return lines;
    }

    private static String row(Range range, String name, LayerRanges right) {
        byte[] bytes = right.packet().packet().bytes();
        int to = (int) Math.min(range.last() + 1, bytes.length);
        int shown = (int) Math.min(to, range.first() + HEX_BYTES);
        return "%9s  %-9s %s%s".formatted(range.text(), name,
                HexFormat.ofDelimiter(" ").formatHex(bytes, (int) range.first(), shown),
                shown < to ? " …" : "");
    }
}
