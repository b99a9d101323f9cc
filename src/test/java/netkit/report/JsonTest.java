package netkit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.StringReader;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import com.google.gson.JsonParseException;

class JsonTest {
    enum Kind {
        AT_MOST_ONCE, PLUS {
            @Override
            public String toString() {
                return "udp+ack";
            }
        }
    }

    record Part(String text, Integer number) {}

    record Whole(int schema, Kind kind, Optional<Part> part, List<Kind> kinds, Map<Kind, Long> counts,
            List<Part> parts) {}

    private static final Whole WHOLE = new Whole(1, Kind.AT_MOST_ONCE, Optional.empty(),
            List.of(Kind.PLUS, Kind.AT_MOST_ONCE), new EnumMap<>(Map.of(Kind.PLUS, 7L)),
            List.of(new Part("\u009b2J", null)));

    @Test
    void recordIsWrittenUnderTheNamesOfItsComponents() throws IOException {
        String text = """
                {
                  "schema": 1,
                  "kind": "at-most-once",
                  "kinds": ["udp+ack","at-most-once"],
                  "counts": {
                    "udp+ack": 7
                  },
                  "parts": [
                    {
                      "text": "\\u009b2J",
                      "number": null
                    }
                  ]
                }
                """;
        assertEquals(text, Json.text(WHOLE) + "\n");
        StringBuilder written = new StringBuilder();
        Json.write(WHOLE, written);
        assertEquals(text, written.toString());
    }

    @Test
    void emptyOptionalIsLeftOutAndPresentOneWritten() {
        assertEquals("{\"schema\":1,\"kind\":null,\"part\":{\"text\":\"a\",\"number\":2},\"kinds\":[],"
                + "\"counts\":{},\"parts\":[]}",
                Json.line(new Whole(1, null, Optional.of(new Part("a", 2)), List.of(), Map.of(), List.of())));
    }

    @Test
    void recordIsReadBack() {
        assertEquals(WHOLE.parts(), Json.read(new StringReader(Json.text(WHOLE)), Whole.class).parts());
        Whole read = Json.read(new StringReader("{\"kind\":\"udp+ack\",\"part\":{\"number\":3},\"other\":1}"),
                Whole.class);
        assertEquals(Kind.PLUS, read.kind());
        assertEquals(Optional.of(new Part(null, 3)), read.part());
        assertEquals(Map.of(Kind.PLUS, 7L),
                Json.read(new StringReader(Json.line(WHOLE)), Whole.class).counts());
        assertNull(Json.read(new StringReader(""), Whole.class));
    }

    @Test
    void whatIsNotSuchARecordIsRefused() {
        assertThrows(JsonParseException.class, () -> Json.read(new StringReader("[]"), Whole.class));
        assertThrows(JsonParseException.class,
                () -> Json.read(new StringReader("{\"kinds\":3}"), Whole.class));
        assertEquals("'sctp' is not a kind", assertThrows(IllegalArgumentException.class,
                () -> Json.read(new StringReader("{\"kind\":\"sctp\"}"), Whole.class)).getMessage());
    }
}
