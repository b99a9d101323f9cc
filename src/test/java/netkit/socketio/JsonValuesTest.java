package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.JsonParser;

class JsonValuesTest {
    private record Point(int x, Double y, String label) {}

    private enum Colour {
        RED
    }

    static final class Bean {
        final int n = 3;
        final List<String> names = List.of("a", "b");
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    /** The expected values are those of JSON.stringify(JSON.parse(x)). */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|',
            value = {"1|1", "-0|0", "1.0|1", "1e3|1000", "1.5|1.5", "-2.5e-1|-0.25",
                "123456789012345678|123456789012345678", "1e20|100000000000000000000",
                "123.456e-8|0.00000123456", "[1, 2 ,3]|[1,2,3]", "{\"a\":1,\"a\":2}|{\"a\":2}",
                "\"\\u00e9<>&\"|\"é<>&\"", "\"\\ud83d\\ude00\"|\"😀\"", "\"\\ud800\"|\"\\ud800\"",
                "\"\\/\"|\"/\"",
                "true|true", "null|null", "{}|{}", "1e999|null"})
    void jsonRoundTripMatchesJavaScript(String json, String expected) throws IOException {
        assertEquals(expected, JsonValues.text(JsonValues.of(JsonValues.parse(json))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[1,]", "[,1]", "{\"a\"}", "{a:1}", "'a'", "TRUE", "nil", "01",
        "+1", "1.", ".5",
        "1 2", "[1] x", "\"a\nb\"", "\"\\x\"", "NaN", "Infinity", "/*c*/1", "#c\n1", "[1;2]", "{\"a\"=1}",
        "\u0000"})
    void invalidJsonIsRefused(String json) {
        assertThrows(IOException.class, () -> JsonValues.parse(json));
    }

    @Test
    void deepNestingIsRefusedWithoutStackOverflow() throws IOException {
        JsonValues.parse("[".repeat(500) + "]".repeat(500));
        assertThrows(IOException.class, () -> JsonValues.parse("[".repeat(100_000) + "]".repeat(100_000)));
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        assertThrows(IllegalArgumentException.class, () -> JsonValues.of(itself));
    }

    @Test
    void javaValuesBecomeJson() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("record", new Point(1, 2.5, null));
        all.put("array", new int[] {1, 2});
        all.put("strings", new String[] {"a"});
        all.put("char", 'c');
        all.put("enum", Colour.RED);
        all.put("float", 0.1f);
        all.put("whole", 3.0);
        all.put("nan", Double.NaN);
        all.put("bean", new Bean());
        all.put("set", Arrays.asList((byte) 1, (short) 2, 3L));
        all.put("gson", JsonParser.parseString("{\"a\":[1]}"));
        all.put("bytes", new byte[] {1, 2});

        assertEquals("{\"record\":{\"x\":1,\"y\":2.5,\"label\":null},\"array\":[1,2],\"strings\":[\"a\"],"
                + "\"char\":\"c\",\"enum\":\"RED\",\"float\":0.1,\"whole\":3,\"nan\":null,"
                + "\"bean\":{\"n\":3,\"names\":[\"a\",\"b\"]},\"set\":[1,2,3],\"gson\":{\"a\":[1]},\"bytes\":\"<01 02>\"}",
                JsonValues.text(JsonValues.of(all)));
    }

    @Test
    void valueIsConvertedToTheRequestedType() throws IOException {
        assertEquals(new Point(1, 2.0, "p"),
                JsonValues.as(JsonValues.parse("{\"x\":1,\"y\":2,\"label\":\"p\"}"), Point.class));
    }
}
