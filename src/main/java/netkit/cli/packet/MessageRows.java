package netkit.cli.packet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import netkit.cli.terminal.Paragraph;
import netkit.dissect.ByteSource;
import netkit.dissect.DissectedLayer;
import netkit.dissect.DissectedPacket;
import netkit.dissect.Protocol;
import netkit.net.HexDump;
import netkit.net.PrintableText;
import netkit.report.Numbers;

/** What the programs said: the messages of the application layer, each with the packets that carried it. */
final class MessageRows {
    private static final int MAX_LINES = 4;
    private static final int MAX_RANGES = 4;
    private static final int MAX_DATA = 256;
    private static final int INDENT = 11;

    private final Palette palette;
    private long zero = Long.MIN_VALUE;

    MessageRows(Palette palette) {
        this.palette = palette;
    }

    void start(DissectedPacket packet) {
        if (zero == Long.MIN_VALUE && packet.packet().epochNanos().isPresent()) {
            zero = packet.packet().epochNanos().getAsLong();
        }
    }

    /** Returns the rows of the messages that the packet completes: for each a heading, and what it says. */
    List<String> rows(DissectedPacket packet) {
        List<String> rows = new ArrayList<>();
        for (DissectedLayer layer : packet.layers()) {
            boolean isData = layer.protocol() == Protocol.DATA && layer.to() > layer.from();
            boolean isNote = layer.protocol() == Protocol.DATA && !isData && !layer.notices().isEmpty();
            if (layer.protocol().osiLayer() > 4 && (layer.protocol() != Protocol.DATA || isData || isNote)) {
                rows.add(palette.heading(layer.protocol(),
                        Palette.fitted(heading(packet, layer), palette.width())));
                String text = isData ? data(layer)
                        : isNote ? "[" + String.join("; ", layer.notices()) + "]"
                                : PrintableText.escape(layer.summary());
                Paragraph.wrap(" ".repeat(INDENT), text, palette.width()).stream().limit(MAX_LINES)
                        .map(line -> Palette.fitted(line, palette.width())).forEach(rows::add);
            }
        }
        return rows;
    }

    private String heading(DissectedPacket packet, DissectedLayer layer) {
        String time = packet.packet().epochNanos().isPresent()
                ? PacketRows.seconds(packet.packet().epochNanos().getAsLong() - zero)
                : "?";
        List<Integer> packets = (layer.source().packets().isEmpty()
                ? List.of(packet.packet().number())
                : layer.source().packets()).stream().distinct().sorted().map(Long::intValue).toList();
        Optional<DissectedLayer> transport = StreamSummary.transport(packet);
        String from = transport.map(below -> StreamSummary.end(packet.source(), below, "srcport"))
                .orElse(packet.source());
        String to = transport.map(below -> StreamSummary.end(packet.destination(), below, "dstport"))
                .orElse(packet.destination());
        return " ".repeat(Math.max(0, 9 - time.length())) + time + "  " + from + " → " + to + "  "
                + PacketRows.name(layer.protocol()) + (packets.size() == 1 ? ", packet " : ", packets ")
                + Numbers.ranges(packets, MAX_RANGES);
    }

    private static String data(DissectedLayer layer) {
        byte[] bytes = layer.source().bytes();
        int length = Math.min(MAX_DATA, layer.to() - layer.from());
        Optional<String> text = layer.source().origin() == ByteSource.Origin.PACKET
                || layer.to() - layer.from() <= MAX_DATA ? PrintableText.of(bytes, layer.from(), length)
                        : Optional.empty();
        return text
                .orElseGet(() -> String.join(" ", HexDump.lines(bytes, layer.from(), Math.min(16, length))))
                + (length < layer.to() - layer.from() ? " …" : "");
    }
}
