package netkit.dissect;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

import netkit.packet.pcapng.CaptureReader;
import netkit.packet.pcapng.CapturedPacket;

/** Compares the fields of each packet of a capture with those of tshark, by name and value. */
final class FieldComparison {
    /** Differences beyond these would only repeat them. */
    private static final int MOST_DIFFERENCES = 40;

    /** A part of the names of the fields, and what netkit does not offer of them. */
    record Names(Pattern compared, Map<Pattern, String> notOffered) {
        /**
         * @param prefixes of the names that are compared: those of protocols, with the dot
         * @param notOffered expressions for names, each with the reason why netkit does not offer them
         */
        static Names of(List<String> prefixes, Map<String, String> notOffered) {
            Map<Pattern, String> patterns = new LinkedHashMap<>();
            notOffered.forEach((name, why) -> patterns.put(Pattern.compile(name), why));
            return new Names(
                    Pattern.compile("(" + String.join("|", prefixes.stream().map(Pattern::quote).toList())
                            + ").*"),
                    patterns);
        }

        boolean has(String name) {
            return compared.matcher(name).matches()
                    && notOffered.keySet().stream().noneMatch(pattern -> pattern.matcher(name).matches());
        }
    }

    private FieldComparison() {}

    /** Returns a line for each difference: packet, name, tshark's values, netkit's values. */
    static List<String> differences(Path capture, Names names, String... tsharkOptions)
            throws IOException, InterruptedException {
        List<Map<String, List<String>>> theirs = TsharkPackets.read(capture, tsharkOptions);
        List<Map<String, List<String>>> ours = read(capture);
        List<String> differences = new ArrayList<>();
        if (ours.size() != theirs.size()) {
            differences.add("packets: tshark " + theirs.size() + ", netkit " + ours.size());
        }
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            compare(i + 1, theirs.get(i), ours.get(i), names, differences);
        }
        return differences.size() <= MOST_DIFFERENCES ? differences
                : differences.subList(0, MOST_DIFFERENCES);
    }

    private static void compare(int packet, Map<String, List<String>> theirs, Map<String, List<String>> ours,
            Names names, List<String> differences) {
        TreeSet<String> all = new TreeSet<>(theirs.keySet());
        all.addAll(ours.keySet());
        // of a damaged header, netkit shows all fields that are there
        boolean isMalformed = theirs.containsKey("_ws.malformed") || theirs.containsKey("_ws.short");
        for (String name : all) {
            List<String> expected = theirs.getOrDefault(name, List.of()).stream()
                    .map(FieldComparison::normalized).toList();
            List<String> found = ours.getOrDefault(name, List.of());
            boolean isEqual = isEqual(expected, found) || isMalformed && startsWith(found, expected);
            if (names.has(name) && !isEqual) {
                differences.add("packet " + packet + " " + name + ": tshark " + shown(expected) + ", netkit "
                        + shown(found));
            }
        }
    }

    private static boolean isEqual(List<String> expected, List<String> found) {
        boolean isEqual = expected.size() == found.size();
        for (int i = 0; isEqual && i < expected.size(); i++) {
            isEqual = expected.get(i).equals(found.get(i)) || expected.get(i).equals(TsharkPackets.HEADING);
        }
        return isEqual;
    }

    private static boolean startsWith(List<String> values, List<String> first) {
        return values.size() >= first.size() && isEqual(first, values.subList(0, first.size()));
    }

    private static String shown(List<String> values) {
        return values.stream().map(value -> value.length() > 60 ? value.substring(0, 60) + "…" : value)
                .toList()
                .toString();
    }

    /** tshark writes some numbers in hexadecimal. */
    private static String normalized(String value) {
        return value.matches("0x[0-9a-f]+") ? new BigInteger(value.substring(2), 16).toString() : value;
    }

    private static List<Map<String, List<String>>> read(Path capture) throws IOException {
        List<Map<String, List<String>>> packets = new ArrayList<>();
        Dissector dissector = new Dissector();
        try (CaptureReader reader = new CaptureReader(Files.newInputStream(capture))) {
            for (Optional<CapturedPacket> next = reader.next(); next.isPresent(); next = reader.next()) {
                DissectedPacket packet = dissector.dissect(next.get());
                Map<String, List<String>> fields = new LinkedHashMap<>();
                frame(next.get(), fields);
                packet.layers().forEach(layer -> layer.fields().forEach(field -> add(field, fields)));
                packets.add(fields);
            }
        }
        return packets;
    }

    private static void frame(CapturedPacket packet, Map<String, List<String>> fields) {
        fields.put("frame.number", List.of(Long.toString(packet.number())));
        fields.put("frame.len", List.of(Integer.toUnsignedString(packet.originalLength())));
        fields.put("frame.cap_len", List.of(Integer.toString(packet.bytes().length)));
        packet.epochNanos().ifPresent(nanos -> fields.put("frame.time_epoch",
                List.of("%d.%09d".formatted(Math.floorDiv(nanos, 1_000_000_000),
                        Math.floorMod(nanos, 1_000_000_000)))));
        if (!packet.comments().isEmpty()) {
            fields.put("frame.comment", packet.comments());
        }
    }

    private static void add(Field field, Map<String, List<String>> fields) {
        String value = switch (field.value()) {
            case FieldValue.Number(long number) -> Long.toString(number);
            case FieldValue.Flag(boolean isSet) -> isSet ? "1" : "0";
            case FieldValue.Text(String text) -> text;
            case FieldValue.Bytes(byte[] bytes) -> HexFormat.ofDelimiter(":").formatHex(bytes);
        };
        fields.computeIfAbsent(field.name(), _ -> new ArrayList<>()).add(value);
        field.otherNames().forEach(name -> fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(value));
        field.parts().forEach(part -> add(part, fields));
    }
}
