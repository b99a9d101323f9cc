package netkit.dissect;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;

import netkit.testing.Tshark;

/**
 * The packets of a capture as {@code tshark -T json} gives them: for each packet the values of each field name, in the
 * order of appearance; {@link #HEADING} for a heading, whose value is not in the JSON. Opinions of Wireshark's experts are left out, save for the marks of TCP's analysis, which
 * are true where they appear.
 */
final class TsharkPackets {
    static final String HEADING = "(heading)";

    private static final String EXPERT = "_ws.expert";
    /** The name of an object with the parts of a field that has a value. */
    private static final String TREE = "_tree";
    /** What experts say that is offered as fields. */
    private static final List<String> MARKS = List.of("tcp.analysis.", "tcp.connection.");

    private TsharkPackets() {}

    static List<Map<String, List<String>>> read(Path capture, String... options)
            throws IOException, InterruptedException {
        List<String> lines = Tshark.read(capture,
                Stream.concat(Stream.of(options), Stream.of("-T", "json")).toArray(String[]::new));
        List<Map<String, List<String>>> packets = new ArrayList<>();
        try (JsonReader json = new JsonReader(new StringReader(String.join("\n", lines)))) {
            json.beginArray();
            while (json.hasNext()) {
                Map<String, List<String>> packet = new LinkedHashMap<>();
                object(json, packet, false);
                packets.add(packet);
            }
            json.endArray();
        }
        return packets;
    }

    private static void object(JsonReader json, Map<String, List<String>> packet, boolean isExpert)
            throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            value(json, name, packet, isExpert || name.equals(EXPERT));
        }
        json.endObject();
    }

    private static void value(JsonReader json, String name, Map<String, List<String>> packet,
            boolean isExpert)
            throws IOException {
        switch (json.peek()) {
            case BEGIN_OBJECT -> {
                if (!isExpert && !name.endsWith(TREE)) {
                    packet.computeIfAbsent(name, _ -> new ArrayList<>()).add(HEADING);
                }
                object(json, packet, isExpert);
            }
            case BEGIN_ARRAY -> {
                json.beginArray();
                while (json.hasNext()) {
                    value(json, name, packet, isExpert);
                }
                json.endArray();
            }
            default -> {
                if (json.peek() == JsonToken.NULL) {
                    json.nextNull();
                    return;
                }
                String value = json.nextString();
                if (value.isEmpty() && name.equals("websocket.payload")) {
                    value = HEADING; // of binary messages, it has no parts
                }
                boolean isMark = MARKS.stream().anyMatch(name::startsWith);
                if (!isExpert || isMark) {
                    packet.computeIfAbsent(name, _ -> new ArrayList<>())
                            .add(isExpert && value.isEmpty() ? "1" : value);
                }
            }
        }
    }
}
