package netkit.lesson.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import netkit.dissect.ByteSource;
import netkit.dissect.DissectedLayer;
import netkit.dissect.DissectedPacket;
import netkit.dissect.Field;
import netkit.dissect.Protocol;

/**
 * Which bytes of a packet belong to which layer, as {@code netkit.dissect} takes it apart: the Ethernet header with its VLAN
 * tags, the IP header with its options or extension headers, the TCP header with its options, and the payload of TCP. What
 * has no bytes is absent.
 */
record LayerRanges(DissectedPacket packet, Map<Part, Range> ranges) {
    /** What a program names. */
    enum Part {
        ETHERNET, IP, TCP, PAYLOAD;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        static Optional<Part> of(String word) {
            for (Part part : values()) {
                if (part.word().equalsIgnoreCase(word)) {
                    return Optional.of(part);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * A range of bytes, counted from 0.
     *
     * @param last the last byte that belongs to it
     */
    record Range(long first, long last) {
        String text() {
            return first + "-" + last;
        }
    }

    static LayerRanges of(DissectedPacket packet) {
        Map<Part, Range> ranges = new EnumMap<>(Part.class);
        for (DissectedLayer layer : packet.layers()) {
            if (layer.source().origin() != ByteSource.Origin.PACKET) {
                continue;
            }
            switch (layer.protocol()) {
                case ETHERNET, VLAN -> extend(ranges, Part.ETHERNET, layer.from(), layer.headerTo());
                case IPV4, IPV6 -> extend(ranges, Part.IP, layer.from(), layer.headerTo());
                case TCP -> {
                    extend(ranges, Part.TCP, layer.from(), layer.headerTo());
                    extend(ranges, Part.PAYLOAD, layer.headerTo(), layer.to());
                }
                default -> {}
            }
        }
        return new LayerRanges(packet, ranges);
    }

    private static void extend(Map<Part, Range> ranges, Part part, int from, int to) {
        if (from < to) {
            ranges.merge(part, new Range(from, to - 1), (one, more) -> new Range(one.first, more.last));
        }
    }

    /** Returns the line that a program must print. */
    String line() {
        return "packet " + packet.packet().number() + ": " + text(ranges);
    }

    static String text(Map<Part, Range> ranges) {
        return ranges.entrySet().stream().map(entry -> entry.getKey().word() + " " + entry.getValue().text())
                .collect(Collectors.joining(" "));
    }

    /** Returns the number of bytes in the file. */
    int size() {
        return packet.packet().bytes().length;
    }

    /** A field, and the layer that it is of. */
    record Place(DissectedLayer layer, Field field) {
        /** Returns for example {@code IPv6, Source}. */
        String text() {
            return layer.protocol().displayName() + ", " + field.label();
        }
    }

    /** Returns the innermost field that has a byte; empty if none does. */
    Optional<Place> place(long index) {
        List<Place> found = new ArrayList<>();
        for (DissectedLayer layer : packet.layers()) {
            if (layer.source().origin() == ByteSource.Origin.PACKET) {
                layer.fields().forEach(field -> collect(layer, field, index, found));
            }
        }
        return found.stream().reduce((best, next) -> isBetter(next, best) ? next : best);
    }

    /** The payload of TCP is told as such, not as what a program says with it. */
    private static boolean isBetter(Place next, Place best) {
        int nextLength = next.field.to() - next.field.from();
        int bestLength = best.field.to() - best.field.from();
        boolean isApplication = next.layer.protocol().modelLayer() == Protocol.ModelLayer.APPLICATION;
        return nextLength < bestLength && !isApplication;
    }

    /** Only bytes count, not bits: a part of the same bytes is not entered. */
    private static void collect(DissectedLayer layer, Field field, long index, List<Place> found) {
        if (field.from() <= index && index < field.to()) {
            found.add(new Place(layer, field));
            for (Field part : field.parts()) {
                if (part.to() - part.from() < field.to() - field.from()) {
                    collect(layer, part, index, found);
                }
            }
        }
    }
}
