package netkit.report;

import static netkit.report.ReportMarkup.number;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import netkit.compare.scenario.Scenario;
import netkit.compare.wire.WirePacket;
import netkit.lab.wire.FaultEffect;
import netkit.packet.stream.SegmentMark;

/**
 * A ladder diagram: consecutive packets as arrows between the lines of alice's and bob's hosts. Time runs down, not to
 * scale: each event has a row of its own, and long pauses are written in.
 */
final class ReportLadder {
    /** How many packets a ladder shows, unless there are very many ladders. */
    static final int PACKETS = 20;
    static final int FEW_PACKETS = 16;
    private static final int WIDTH = 900;
    private static final int ALICE = 355;
    private static final int BOB = 545;
    private static final int HEAD = 34;
    private static final int ROW = 15;
    private static final int ARRIVAL = 9;
    private static final int PAUSE_ROW = 20;
    private static final long PAUSE = 10_000_000;
    /** Letters of a label between the time and the line. */
    private static final int ROOM = 45;
    private static final int REMARK_ROOM = 60;
    /** A packet that is lost goes so far, as a share of the way, and so far down. */
    private static final double GONE = 0.62;
    private static final int GONE_DOWN = 10;

    private record Event(long at, WirePacket packet, boolean sending, int copy) {}

    private final List<Event> events = new ArrayList<>();
    private final List<Double> rows = new ArrayList<>();
    /** The texts of each column, and the arrows of each kind, by their style. */
    private final Map<String, ReportMarkup> columns = new TreeMap<>();
    private final Map<String, ReportMarkup> arrows = new TreeMap<>();
    private double height = HEAD;

    private ReportLadder(List<WirePacket> packets) {
        for (WirePacket packet : packets) {
            events.add(new Event(packet.sentAt(), packet, true, 0));
            for (int copy = 0; copy < packet.arrivedAt().size(); copy++) {
                events.add(new Event(packet.arrivedAt().get(copy), packet, false, copy));
            }
        }
        events.sort(Comparator.comparingLong(Event::at)); // stable: sent before it arrives
    }

    /**
     * @param first index of the first packet to be shown
     * @param most how many are shown
     */
    static void draw(ReportMarkup page, List<WirePacket> packets, int first, int most, String title) {
        List<WirePacket> some = packets.subList(first, Math.min(packets.size(), first + most));
        new ReportLadder(some).draw(page, some.size(), title);
    }

    private void draw(ReportMarkup page, int packets, String title) {
        layOut();
        page.open("div", "class", "scroll wide");
        page.chart("chart ladder", title, Numbers.counted(packets, "packet")
                + " between alice and bob, from " + seconds(events.getFirst().at()) + " to "
                + seconds(events.getLast().at()) + ".", WIDTH, (int) height + 12);
        page.element("text", Scenario.SENDER, "class", "host middle", "x", "" + ALICE, "y", "16");
        page.element("text", Scenario.RECEIVER, "class", "host middle", "x", "" + BOB, "y", "16");
        page.empty("path", "class", "axis", "d",
                "M" + ALICE + " 24V" + number(height + 6) + "M" + BOB + " 24V"
                        + number(height + 6));
        columns.forEach((name, text) -> page.open("g", "class", name).own(text.toString()).close());
        for (int i = 0; i < events.size(); i++) {
            arrow(i);
        }
        arrows.forEach((style, paths) -> page.open("g", "class", style).own(paths.toString()).close());
        page.close().close().line();
    }

    private void layOut() {
        long before = events.getFirst().at();
        for (Event event : events) {
            if (event.at() - before > PAUSE) {
                height += PAUSE_ROW;
                column("pause middle").element("text",
                        "⋮ " + ReportWords.time(event.at() - before) + " later", "y",
                        number(height - 6));
            }
            before = event.at();
            rows.add(height);
            height += event.sending() ? ROW : ARRIVAL;
            if (event.sending()) {
                label(event, height - ROW);
            }
        }
    }

    private void label(Event event, double y) {
        WirePacket packet = event.packet();
        column("time " + side(packet)).element("text", seconds(event.at()), "y", number(y + 4));
        text(column("label " + side(packet)), packet.label(), ROOM, y + 4, false);
        String remark = remark(packet);
        if (!remark.isEmpty()) {
            height += ROW - 2;
            text(column("remark " + side(packet)), remark, REMARK_ROOM, y + ROW + 3, isRemarkable(packet));
        }
    }

    /** The style sheet moves it to its place. */
    private ReportMarkup column(String name) {
        return columns.computeIfAbsent(name, _ -> new ReportMarkup());
    }

    private static void text(ReportMarkup column, String text, int room, double y, boolean special) {
        if (special) {
            column.open("text", "class", "special", "y", number(y));
        } else {
            column.open("text", "y", number(y));
        }
        column.text(fitted(text, room));
        if (text.length() > room) {
            column.element("title", text);
        }
        column.close();
    }

    private static String side(WirePacket packet) {
        return isAlices(packet) ? Scenario.SENDER : Scenario.RECEIVER;
    }

    private static boolean isAlices(WirePacket packet) {
        return packet.pair().from().equals(Scenario.SENDER);
    }

    private static boolean isRemarkable(WirePacket packet) {
        return packet.retransmission()
                || packet.effects().stream().anyMatch(effect -> !(effect instanceof FaultEffect.Delayed));
    }

    private static String remark(WirePacket packet) {
        List<String> remarks = new ArrayList<>();
        if (!packet.messages().isEmpty()) {
            remarks.add((packet.messages().size() == 1 ? "message " : "messages ")
                    + ReportWords.ranges(packet.messages().stream().sorted().distinct().toList()));
        }
        if (packet.retransmission()) {
            remarks.add("retransmitted");
        }
        packet.mark().filter(mark -> mark != SegmentMark.RETRANSMISSION)
                .ifPresent(mark -> remarks.add(mark.toString()));
        for (FaultEffect effect : packet.effects()) {
            switch (effect) {
                case FaultEffect.Dropped(var reason) -> remarks.add("lost: " + reason.text());
                case FaultEffect.Delayed _ -> {} // the arrow shows it
                case FaultEffect.Corrupted _,FaultEffect.Duplicated _,FaultEffect.SecondCopy _,FaultEffect.Queued _,FaultEffect.HeldBack _ ->
                    remarks.add(effect.toString());
            }
        }
        return String.join(", ", remarks);
    }

    private void arrow(int index) {
        Event event = events.get(index);
        WirePacket packet = event.packet();
        if (event.sending() && packet.dropped().isEmpty() && !packet.arrivedAt().isEmpty()) {
            return; // drawn for each copy that arrives
        }
        double from = isAlices(packet) ? ALICE : BOB;
        double width = isAlices(packet) ? BOB - ALICE : ALICE - BOB;
        double start = event.sending() ? rows.get(index) : rows.get(sending(packet));
        String style = packet.payload() == 0 ? "arrow bare"
                : packet.retransmission() ? "arrow retransmitted" : "arrow";
        String place = "M" + number(from) + " " + number(start) + "l";
        if (event.sending()) {
            String end = number(width * GONE) + " " + GONE_DOWN;
            path(style + " gone", place + end);
            path("cross", place.replace('l', 'm') + end + "m-4-4l8 8m0-8l-8 8");
        } else {
            path(style, place + number(width) + " " + number(rows.get(index) - start));
        }
    }

    /** The style sheet gives an arrow its tip. */
    private void path(String style, String d) {
        arrows.computeIfAbsent(style, _ -> new ReportMarkup()).empty("path", "d", d);
    }

    private int sending(WirePacket packet) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).sending() && events.get(i).packet() == packet) {
                return i;
            }
        }
        throw new IllegalStateException("never sent: " + packet);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.4f s", nanos / 1e9);
    }

    private static String fitted(String text, int room) {
        return text.length() <= room ? text : text.substring(0, room - 1) + "…";
    }
}
