package netkit.cli.packet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

import netkit.dissect.DissectedLayer;
import netkit.dissect.DissectedPacket;
import netkit.dissect.Field;
import netkit.dissect.Protocol;
import netkit.report.Numbers;

/** What the packets of one conversation add up to. Not thread-safe. */
final class StreamSummary {
    private static final class End {
        long packets;
        long bytes;
    }

    private final End first = new End();
    private final End second = new End();
    private final Map<String, Integer> marks = new TreeMap<>();
    private String ends;
    private String peer = "";
    private OptionalLong startNanos = OptionalLong.empty();
    private long nanos;
    private String roundTrip = "";

    void add(DissectedPacket packet) {
        Optional<DissectedLayer> transport = transport(packet);
        if (transport.isEmpty()) {
            return;
        }
        DissectedLayer layer = transport.get();
        String from = end(packet.source(), layer, "srcport");
        if (ends == null) {
            ends = from;
            peer = end(packet.destination(), layer, "dstport");
            startNanos = packet.packet().epochNanos();
        }
        End end = from.equals(ends) ? first : second;
        end.packets++;
        end.bytes += Math.max(0, layer.to() - layer.headerTo());
        if (startNanos.isPresent() && packet.packet().epochNanos().isPresent()) {
            nanos = packet.packet().epochNanos().getAsLong() - startNanos.getAsLong();
        }
        for (Field field : (Iterable<Field>) withParts(layer.fields())::iterator) {
            if (field.name().equals("tcp.analysis.initial_rtt")) {
                roundTrip = field.shown();
            } else if (TcpMarks.isMark(field)) {
                marks.merge(TcpMarks.words(field), 1, Integer::sum);
            }
        }
    }

    static Stream<Field> withParts(List<Field> fields) {
        return fields.stream()
                .flatMap(field -> Stream.concat(Stream.of(field), withParts(field.parts())));
    }

    static Optional<DissectedLayer> transport(DissectedPacket packet) {
        return packet.layers().stream()
                .filter(layer -> layer.protocol() == Protocol.TCP || layer.protocol() == Protocol.UDP)
                .findFirst();
    }

    static String end(String address, DissectedLayer layer, String port) {
        String name = layer.protocol().filterName() + "." + port;
        String number = layer.fields().stream().filter(field -> field.name().equals(name)).map(Field::shown)
                .findFirst().orElse("?");
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + number;
    }

    List<String> lines(StreamChoice stream) {
        List<String> lines = new ArrayList<>();
        lines.add(stream + ": " + ends + " and " + peer);
        lines.add("  → " + Numbers.counted(first.packets, "packet") + ", "
                + Numbers.counted(first.bytes, "byte")
                + " of payload");
        lines.add("  ← " + Numbers.counted(second.packets, "packet") + ", "
                + Numbers.counted(second.bytes, "byte")
                + " of payload");
        lines.add("  " + PacketRows.seconds(nanos) + " s from the first to the last packet"
                + (roundTrip.isEmpty() ? "" : "; handshake " + roundTrip));
        marks.forEach((mark, count) -> lines.add("  " + mark + ": " + Numbers.counted(count, "packet")));
        return lines;
    }

    boolean isEmpty() {
        return ends == null;
    }
}
