package netkit.cli.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import picocli.CommandLine.Help.Ansi;

import netkit.net.PrintableText;
import netkit.packet.ladder.LadderArrival;
import netkit.packet.ladder.LadderArrow;
import netkit.report.Numbers;

/**
 * A ladder diagram as text: a column for each host, and a row with an arrow for each packet that arrives or is lost.
 * With two hosts the description of the packet is on the arrow, with more it is beside them. Rows are at most 80
 * columns wide.
 */
public final class LadderDiagram {
    static final int WIDTH = 80;
    private static final int REASON_INDENT = 4;
    private static final int TIME_WIDTH = 10;
    /** Columns between the two hosts, if there are two. */
    private static final int LONG_ARROW = 46;
    /** Columns of an arrow around its text, and the least that remains of a lost one. */
    private static final int AROUND = 7;

    private final List<String> hosts;
    private final Ansi ansi;
    private final int pitch;

    public LadderDiagram(List<String> hosts, Ansi ansi) {
        this.hosts = List.copyOf(hosts);
        this.ansi = ansi;
        int count = hosts.size();
        this.pitch = count == 2 ? LONG_ARROW : count <= 4 ? 10 : count <= 8 ? 5 : 2;
    }

    /** Returns the lines that name the hosts of the columns. */
    public List<String> heading() {
        if (pitch > 2) {
            StringBuilder names = new StringBuilder(" ".repeat(TIME_WIDTH));
            for (int i = 0; i < hosts.size(); i++) {
                boolean last = i == hosts.size() - 1;
                String name = hosts.get(i);
                String shown = last || name.length() < pitch ? name : name.substring(0, pitch - 2) + "…";
                names.append(("%-" + (last ? 1 : pitch) + "s").formatted(shown));
            }
            return List.of(fitted(names.toString(), WIDTH));
        }
        List<String> lines = new ArrayList<>(); // columns too narrow for names side by side
        for (int i = 0; i < hosts.size(); i++) {
            lines.add(" ".repeat(TIME_WIDTH) + "| ".repeat(i) + hosts.get(i));
        }
        return lines;
    }

    /**
     * Returns the row of a packet that arrived.
     *
     * @param at seconds since the start of the diagram
     */
    public String arrived(LadderArrival arrival, double at) {
        LadderArrow arrow = arrival.arrow();
        List<String> remarks = new ArrayList<>();
        remarks.add(took(arrival.arrivedAt() - arrow.sentAt()));
        if (arrival.copy() > 1) {
            remarks.add("copy " + arrival.copy());
        }
        if (arrival.outOfOrder()) {
            remarks.add("late");
        }
        arrow.mark().ifPresent(mark -> remarks.add(mark.toString()));
        remarks.addAll(arrow.notes());
        boolean remarkable = remarks.size() > 1;
        return row(arrow, at, false, remarks, remarkable ? "yellow" : "");
    }

    /**
     * Returns the row of a packet of a capture, which does not tell when it arrived.
     *
     * @param at seconds since the start of the diagram
     */
    public String captured(LadderArrow arrow, double at) {
        List<String> remarks = new ArrayList<>();
        arrow.mark().ifPresent(mark -> remarks.add(mark.toString()));
        remarks.addAll(arrow.notes());
        return row(arrow, at, false, remarks, remarks.isEmpty() ? "" : "yellow");
    }

    /**
     * Returns the row of a lost packet.
     *
     * @param why in a word or two
     */
    public String lost(LadderArrow arrow, double at, String why) {
        List<String> remarks = new ArrayList<>(List.of(why));
        arrow.mark().ifPresent(mark -> remarks.add(mark.toString()));
        return row(arrow, at, true, remarks, "red");
    }

    /** Returns the line below an arrow that says why its segment was retransmitted. */
    String reason(String reason) {
        return ansi.string("@|yellow " + fitted(" ".repeat(REASON_INDENT) + reason, WIDTH) + "|@");
    }

    String skipped(long packets, int most) {
        return fitted(" ".repeat(TIME_WIDTH) + "… " + Numbers.counted(packets, "more packet")
                + " not drawn (at most " + most + " per second)", WIDTH);
    }

    String missed(long packets) {
        return fitted(" ".repeat(TIME_WIDTH) + "… " + Numbers.counted(packets, "packet")
                + " arrived too fast to be analysed; marks may be wrong", WIDTH);
    }

    private String row(LadderArrow arrow, double at, boolean lost, List<String> remarks, String colour) {
        int from = hosts.indexOf(arrow.from());
        int to = hosts.indexOf(arrow.to());
        StringBuilder verticals = new StringBuilder();
        for (int i = 0; i < hosts.size(); i++) {
            verticals.append('|').append(" ".repeat(i == hosts.size() - 1 ? 0 : pitch - 1));
        }
        int left = Math.min(from, to) * pitch + 1;
        int right = Math.max(from, to) * pitch;
        boolean toTheRight = from < to;
        boolean carries = hosts.size() == 2;
        verticals.replace(left, right, shaft(right - left, toTheRight, lost,
                carries ? text(arrow, right - left - AROUND - (lost ? 1 : 0)) : ""));
        String time = String.format(Locale.ROOT, "%8.4f", at);
        String remark = String.join(", ", remarks);
        String beside = carries ? remark : text(arrow, WIDTH) + "  " + remark;
        String row = fitted(
                " ".repeat(Math.max(0, 8 - time.length())) + time + "  " + verticals + " " + beside, WIDTH);
        return colour.isEmpty() ? row : coloured(row, colour);
    }

    /** The row is fitted, so no control character is in it; picocli's closing mark-up may be. */
    private String coloured(String row, String colour) {
        return ansi.enabled() ? ansi.string("@|" + colour + " " + row.replace("|@", "| @") + "|@") : row;
    }

    /** @param text on the arrow; empty for none */
    private static String shaft(int length, boolean toTheRight, boolean lost, String text) {
        int reach = length;
        if (lost) {
            // two thirds of the way, or as far as the text reaches
            int least = text.isEmpty() ? 1 : text.length() + AROUND;
            reach = Math.max(least, length * 2 / 3);
        }
        String line = text.isEmpty() ? "-".repeat(reach - 1)
                : (toTheRight ? "--- " : "-- ") + text + " "
                        + "-".repeat(reach - text.length() - (toTheRight ? 6 : 5));
        String end = lost ? "x" : toTheRight ? ">" : "<";
        String empty = " ".repeat(length - reach);
        return toTheRight ? line + end + empty : empty + end + line;
    }

    /** Returns the description of the packet, with the ports if there is room. */
    private static String text(LadderArrow arrow, int room) {
        String whole = arrow.flow().isEmpty() || arrow.label().contains(arrow.flow()) ? arrow.label()
                : arrow.flow() + " " + arrow.label();
        return whole.length() <= room ? whole : fitted(arrow.label(), room);
    }

    private static String fitted(String line, int room) {
        String text = PrintableText.escapeControls(line);
        return text.length() <= room ? text.stripTrailing() : text.substring(0, Math.max(0, room - 1)) + "…";
    }

    private static String took(long nanos) {
        double millis = nanos / 1e6;
        return String.format(Locale.ROOT, millis < 9.95 ? "%.2f ms" : millis < 99.5 ? "%.1f ms" : "%.0f ms",
                millis);
    }
}
