package netkit.cli.packet;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import netkit.cli.lab.LadderDiagram;
import netkit.cli.terminal.Paragraph;
import netkit.dissect.DissectedLayer;
import netkit.dissect.DissectedPacket;
import netkit.dissect.Protocol;
import netkit.net.PrintableText;
import netkit.packet.LinkType;
import netkit.packet.ladder.Ladder;
import netkit.packet.ladder.LadderArrow;
import netkit.packet.ladder.SentPacket;
import netkit.report.Numbers;

/** The IP packets of a capture as arrows between their hosts. Not thread-safe. */
final class LadderView {
    /** Columns that fit into the width of a ladder. */
    private static final int MAX_HOSTS = 8;
    private static final int MAX_ARROWS = 5000;
    private static final double NANOS = 1e9;
    /** How the comment of a packet begins that a lab's wire dropped. */
    private static final String DROPPED = "dropped by the wire: ";

    private final Ladder ladder = new Ladder();
    private final Set<String> hosts = new LinkedHashSet<>();
    private final List<LadderArrow> arrows = new ArrayList<>();
    private long others;
    private long omitted;

    void add(DissectedPacket packet) {
        Optional<LinkType> link = LinkType.of(packet.packet().captureInterface().linkTypeCode());
        boolean hasIp = packet.layers().stream().anyMatch(
                layer -> layer.protocol() == Protocol.IPV4 || layer.protocol() == Protocol.IPV6);
        if (link.isEmpty() || !hasIp) {
            others++;
            return;
        }
        if (arrows.size() == MAX_ARROWS) {
            omitted++;
            return;
        }
        String from = packet.source();
        String to = packet.destination();
        if (from.equals(to)) { // both programs are on this machine
            Optional<DissectedLayer> transport = StreamSummary.transport(packet);
            from = transport.map(layer -> StreamSummary.end(packet.source(), layer, "srcport"))
                    .orElse(from + " ");
            to = transport.map(layer -> StreamSummary.end(packet.destination(), layer, "dstport")).orElse(to);
        }
        hosts.add(from);
        hosts.add(to);
        List<String> comments = packet.packet().comments();
        Optional<String> lost = comments.stream().filter(comment -> comment.startsWith(DROPPED)).findFirst()
                .map(comment -> comment.substring(DROPPED.length()));
        arrows.add(
                ladder.sent(new SentPacket(packet.packet().number(), packet.packet().epochNanos().orElse(0),
                        from, to, link.get(), packet.packet().bytes(), lost,
                        comments.stream().filter(comment -> !comment.startsWith(DROPPED)).toList())));
    }

    /** @throws IllegalStateException with one line, if there are too many hosts for a picture */
    void print(PrintWriter out, Palette palette) {
        if (hosts.size() > MAX_HOSTS) {
            throw new IllegalStateException(
                    "the packets are those of " + hosts.size() + " hosts, and a ladder has "
                            + "room for " + MAX_HOSTS + "; choose some with --stream or --filter \"host …\"");
        }
        LadderDiagram diagram = new LadderDiagram(List.copyOf(hosts), palette.ansi());
        diagram.heading().forEach(out::println);
        List<String> common = commonNotes();
        for (String note : common) {
            Paragraph.wrap("Each packet: ", PrintableText.escape(note), palette.width())
                    .forEach(out::println);
        }
        for (LadderArrow each : arrows) {
            LadderArrow arrow = each.withoutNotes(common);
            double at = arrow.sentAt() / NANOS;
            out.println(arrow.lost().isPresent() ? diagram.lost(arrow, at, arrow.lost().get())
                    : diagram.captured(arrow, at));
        }
        if (omitted > 0) {
            out.println("… " + Numbers.counted(omitted, "more packet") + " (at most "
                    + Numbers.grouped(MAX_ARROWS) + " are drawn)");
        }
        if (others > 0) {
            out.println(Numbers.counted(others, "packet") + " without IP, such as ARP, not drawn");
        }
        out.flush();
    }

    /** Returns what each of several arrows notes, such as that the packets are reconstructed: once is enough. */
    private List<String> commonNotes() {
        if (arrows.size() < 2) {
            return List.of();
        }
        List<String> common = new ArrayList<>(arrows.getFirst().notes());
        arrows.forEach(arrow -> common.retainAll(arrow.notes()));
        return common;
    }

    boolean isEmpty() {
        return arrows.isEmpty();
    }
}
