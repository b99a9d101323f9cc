package netkit.report;

import static netkit.report.ReportMarkup.number;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import netkit.compare.Cell;
import netkit.compare.scenario.Scenario;
import netkit.compare.wire.WireStats;
import netkit.compare.wire.WirePacket;

/**
 * The time–sequence graph of alice's TCP stream (Stevens, TCP/IP Illustrated): when each segment left her host, which were
 * lost or retransmitted, and when they arrived at bob's. Several connections are stacked in the order of their first payload.
 */
final class ReportSequence {
    /** Larger than that of a message: what is lost once more is a triangle with a cross. */
    static final String CROSS = "m-3.4-3.4l6.8 6.8m0-6.8l-6.8 6.8";
    private static final int WIDTH = 760;
    private static final int LEFT = 64;
    private static final int RIGHT = 746;
    private static final int AREA = 260;
    private static final int FOOT = 42;
    /** Beyond this many segments, only some of those without faults are drawn. */
    private static final int MAX_SEGMENTS = 2_500;
    /** Beyond this many connections their ports are not shown. */
    private static final int MAX_NAMES = 6;

    private final Cell.Measured cell;
    private final List<WirePacket> segments;
    /** Where the first byte of each connection stands, by its ports. */
    private final Map<String, Long> base = new LinkedHashMap<>();
    private final ReportScale x;
    private final ReportScale y;
    private final ReportPlot plot;
    private final List<ReportFaults.Window> windows;

    private ReportSequence(Cell.Measured cell, WireStats wire) {
        this.cell = cell;
        this.segments = segments(wire);
        Map<String, Long> lengths = new LinkedHashMap<>();
        long last = 1;
        for (WirePacket segment : segments) {
            lengths.merge(segment.flow(), segment.sequence().getAsLong() + segment.payload(), Math::max);
            last = Math.max(last, Math.max(segment.sentAt(),
                    segment.arrivedAt().isEmpty() ? 0 : segment.arrivedAt().getLast()));
        }
        long total = 0;
        for (Map.Entry<String, Long> flow : lengths.entrySet()) {
            base.put(flow.getKey(), total);
            total += flow.getValue();
        }
        x = new ReportScale(false, 0, last, LEFT, RIGHT);
        windows = ReportFaults.of(cell, last);
        int top = 10 + ReportPlot.lanes(windows, x) * ReportPlot.LANE;
        plot = new ReportPlot(WIDTH, LEFT, RIGHT, top, top + AREA);
        y = ReportScale.fromZero(total, 5, plot.bottom(), plot.top());
    }

    private static List<WirePacket> segments(WireStats wire) {
        return wire.packets().stream().filter(packet -> packet.pair().from().equals(Scenario.SENDER)
                && packet.sequence().isPresent() && packet.payload() > 0).toList();
    }

    /** Whether there is anything to draw. */
    static boolean isPossible(Cell.Measured cell) {
        return cell.wire().filter(wire -> !segments(wire).isEmpty()).isPresent();
    }

    /** Only where it is possible. */
    static void draw(ReportMarkup page, Cell.Measured cell, String title) {
        new ReportSequence(cell, cell.wire().orElseThrow()).draw(page, title);
    }

    private void draw(ReportMarkup page, String title) {
        page.open("div", "class", "scroll sequence");
        page.chart("chart", title, description(), WIDTH, plot.bottom() + FOOT);
        plot.windows(page, windows, x);
        plot.vertical(page, y, y.ticks(5), tick -> tick == 0 ? "0" : ReportWords.bytes(tick));
        plot.horizontal(page, x, x.ticks(8), ReportWords::tick, "time, counted from the start");
        connections(page);
        int every = segments.size() / MAX_SEGMENTS + 1;
        ReportMarks sent = new ReportMarks();
        ReportMarks retransmitted = new ReportMarks();
        ReportMarks triangles = new ReportMarks();
        ReportMarks lost = new ReportMarks();
        ReportMarks arrived = new ReportMarks();
        for (int i = 0; i < segments.size(); i++) {
            WirePacket segment = segments.get(i);
            boolean plain = !segment.retransmission() && segment.dropped().isEmpty();
            if (plain && i % every != 0) {
                continue;
            }
            double from = at(segment, 0);
            double to = at(segment, segment.payload());
            double left = x.at(segment.sentAt());
            double middle = (from + to) / 2;
            (segment.retransmission() ? retransmitted : sent).line(left, Math.max(from, to + 2), to);
            if (segment.retransmission()) {
                triangles.shape(left, middle);
            }
            if (segment.dropped().isPresent()) {
                lost.shape(left, middle);
            }
            for (long arrival : segment.arrivedAt()) {
                arrived.dot(x.at(arrival), middle);
            }
        }
        path(page, "arrived", arrived);
        path(page, "sent", sent);
        path(page, "retransmitted", retransmitted);
        path(page, "retransmitted-tip", triangles);
        path(page, "lost", lost);
        page.close().close().line();
    }

    private static void path(ReportMarkup page, String name, ReportMarks path) {
        if (!path.isEmpty()) {
            page.empty("path", "class", name, "d", path.toString());
        }
    }

    private double at(WirePacket segment, int offset) {
        return y.at(base.get(segment.flow()) + segment.sequence().getAsLong() + offset);
    }

    private void connections(ReportMarkup page) {
        if (base.size() > 1) {
            base.forEach((flow, from) -> {
                page.empty("path", "class", "connection", "d",
                        "M" + LEFT + " " + number(y.at(from)) + "H" + RIGHT);
                if (base.size() <= MAX_NAMES) {
                    page.element("text", "connection " + flow, "class", "value end", "x", number(RIGHT), "y",
                            number(y.at(from) - 5));
                }
            });
        }
    }

    private String description() {
        long retransmitted = segments.stream().filter(WirePacket::retransmission).count();
        long lost = segments.stream().filter(packet -> packet.dropped().isPresent()).count();
        return Numbers.counted(segments.size(), "segment") + " with payload from alice over "
                + Numbers.counted(base.size(), "connection") + ": " + Numbers.grouped(retransmitted)
                + " retransmitted, "
                + Numbers.grouped(lost) + " lost, in " + cell.scenario() + ".";
    }

    /** Returns what is not drawn, in words; empty if everything is. */
    static String omissions(Cell.Measured cell) {
        WireStats wire = cell.wire().orElseThrow();
        String rest = wire.complete() ? ""
                : " Only the first " + Numbers.grouped(wire.packets().size()) + " packets were stored.";
        int every = segments(wire).size() / MAX_SEGMENTS + 1;
        return (every == 1 ? ""
                : " Of the segments without faults one in " + every + " is drawn.") + rest;
    }
}
