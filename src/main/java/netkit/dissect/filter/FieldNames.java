package netkit.dissect.filter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

import netkit.dissect.DissectedLayer;
import netkit.dissect.DissectedPacket;
import netkit.dissect.Field;
import netkit.dissect.FieldValue;
import netkit.dissect.Protocol;
import netkit.net.Spelling;

/**
 * The names of fields that filters may use: those of the layers, which {@code fields.txt} lists, and those of the packet
 * as a whole ({@code frame.…}).
 */
public final class FieldNames {
    private static final String FILE = "/netkit/dissect/fields.txt";
    private static final Set<String> FRAME = new LinkedHashSet<>(
            List.of("frame.number", "frame.len", "frame.cap_len",
                    "frame.comment"));
    private static final int MAX_SUGGESTIONS = 3;

    private FieldNames() {}

    /** The file is read only when a filter is used. */
    private static final class Listed {
        static final Set<String> NAMES = read();

        private static Set<String> read() {
            try (InputStream in = FieldNames.class.getResourceAsStream(FILE)) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                return new LinkedHashSet<>(text.lines().filter(line -> !line.isBlank()).toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns all names of fields, without those of the protocols. */
    public static Collection<String> all() {
        Set<String> all = new LinkedHashSet<>(FRAME);
        all.addAll(Listed.NAMES);
        return all;
    }

    static Optional<Protocol> protocol(String name) {
        return Arrays.stream(Protocol.values()).filter(protocol -> protocol.filterName().equals(name))
                .findFirst();
    }

    static boolean isKnown(String name) {
        return FRAME.contains(name) || Listed.NAMES.contains(name);
    }

    /** Returns the name of a field of the protocol. */
    static String example(Protocol protocol) {
        return Listed.NAMES.stream().filter(name -> name.startsWith(protocol.filterName() + ".")).findFirst()
                .orElse(protocol.filterName() + ".…");
    }

    /** Returns that a name is unknown, and which ones are near. */
    static String unknown(String name) {
        List<String> words = Stream.concat(Stream.of("host", "port", "stream", "not"),
                Stream.concat(Arrays.stream(Protocol.values()).map(Protocol::filterName), all().stream()))
                .toList();
        List<String> near = Stream.concat(Spelling.nearest(name, words).stream(),
                words.stream()
                        .filter(word -> word.startsWith(name + ".") || word.endsWith("." + lastPart(name))))
                .distinct().limit(MAX_SUGGESTIONS).toList();
        return "unknown field '" + name + "'" + (near.isEmpty() ? "; names are Wireshark's, such as tcp.port"
                : "; did you mean " + String.join(" or ", near) + "?");
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Returns the packet's fields of these names, in order. */
    static Stream<Field> values(DissectedPacket packet, List<String> names) {
        return FRAME.contains(names.getFirst()) ? frame(packet, names.getFirst())
                : packet.layers().stream().map(DissectedLayer::fields).flatMap(FieldNames::withParts)
                        .filter(field -> names.contains(field.name())
                                || field.otherNames().stream().anyMatch(names::contains));
    }

    private static Stream<Field> withParts(List<Field> fields) {
        return fields.stream().flatMap(field -> field.parts().isEmpty() ? Stream.of(field)
                : Stream.concat(Stream.of(field), withParts(field.parts())));
    }

    private static Stream<Field> frame(DissectedPacket packet, String name) {
        OptionalLong number = switch (name) {
            case "frame.number" -> OptionalLong.of(packet.packet().number());
            case "frame.len" -> OptionalLong.of(packet.packet().originalLength());
            case "frame.cap_len" -> OptionalLong.of(packet.packet().bytes().length);
            default -> OptionalLong.empty();
        };
        return number.isPresent() ? Stream.of(field(name, new FieldValue.Number(number.getAsLong())))
                : packet.packet().comments().stream()
                        .map(comment -> field(name, new FieldValue.Text(comment)));
    }

    private static Field field(String name, FieldValue value) {
        return new Field(name, name, value, value instanceof FieldValue.Text(String text) ? text : "", 0, 0,
                0,
                List.of());
    }
}
