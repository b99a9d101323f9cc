package netkit.cli.packet;

import java.util.ArrayList;
import java.util.List;

import netkit.cli.terminal.Paragraph;
import netkit.dissect.DissectedPacket;
import netkit.dissect.Protocol;
import netkit.dissect.Protocol.ModelLayer;
import netkit.dissect.explain.Headline;
import netkit.dissect.explain.Overhead;
import netkit.dissect.explain.TwoModels;
import netkit.dissect.explain.TwoModels.OsiLayer;
import netkit.net.PrintableText;

/** One packet in the OSI model and in the TCP/IP model side by side, and what each layer does in it. */
final class ModelsView {
    private ModelsView() {}

    static List<String> lines(DissectedPacket packet, Palette palette) {
        List<String> lines = new ArrayList<>();
        lines.add("Packet " + packet.packet().number() + ": " + PacketRows.name(Headline.protocol(packet)));
        lines.add("");
        lines.add(palette.bold("OSI model        TCP/IP model   in this packet             bytes"));
        ModelLayer before = null;
        for (OsiLayer layer : TwoModels.of(packet)) {
            boolean isNew = layer.model() != before;
            before = layer.model();
            String bytes = layer.length().isPresent() ? Integer.toString(layer.length().getAsInt()) : "–";
            String row = "%-16s %-14s %-25s %6s".formatted(layer.number() + " " + layer.name(),
                    (isNew ? TwoModels.name(layer.model()) : "  \""),
                    layer.protocols().isEmpty() ? "–" : Palette.fitted(layer.protocols(), 25), bytes);
            lines.add(palette.layer(protocolOf(layer.model()), row));
        }
        lines.add("");
        for (OsiLayer layer : TwoModels.of(packet)) {
            String name = "%d %-13s".formatted(layer.number(), layer.name());
            List<String> wrapped = Paragraph.wrap(" ".repeat(name.length()),
                    PrintableText.escape(layer.explanation()), palette.width());
            lines.add(palette.layer(protocolOf(layer.model()), name)
                    + Palette.fitted(wrapped.getFirst(), palette.width()).substring(name.length()));
            wrapped.stream().skip(1).limit(5).map(line -> Palette.fitted(line, palette.width()))
                    .forEach(lines::add);
        }
        lines.add("");
        lines.addAll(Paragraph.wrap("", Overhead.of(packet).sentence() + ".", palette.width()));
        return lines;
    }

    private static Protocol protocolOf(ModelLayer layer) {
        return switch (layer) {
            case LINK -> Protocol.ETHERNET;
            case INTERNET -> Protocol.IPV4;
            case TRANSPORT -> Protocol.TCP;
            case APPLICATION -> Protocol.HTTP;
        };
    }
}
