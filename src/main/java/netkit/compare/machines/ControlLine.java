package netkit.compare.machines;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;

import netkit.net.PrintableText;

/** A line of the control protocol: a JSON object (RFC 8259) without line breaks. What it says of others is not trusted. */
final class ControlLine {
    /** Version of the protocol; both ends must have the same. */
    static final int VERSION = 1;
    /** The member of the first line of each end, with the version. */
    static final String PROTOCOL = "netkit-compare";

    /** Longest text that is shown or kept. */
    private static final int MAX_TEXT = 300;
    private static final int MAX_DEPTH = 8;

    private final JsonObject members;

    private ControlLine(JsonObject members) {
        this.members = members;
    }

    ControlLine() {
        this(new JsonObject());
    }

    /** @throws ControlException if it is not such a line */
    static ControlLine parse(String line) throws ControlException {
        if (isDeep(line)) {
            throw new ControlException("a line is nested too deep");
        }
        try {
            JsonElement read = JsonParser.parseString(line);
            if (read.isJsonObject()) {
                return new ControlLine(read.getAsJsonObject());
            }
        } catch (JsonParseException _) {
            // said below
        }
        throw new ControlException("a line is not a JSON object");
    }

    /** The library's parser keeps a level for each bracket. */
    private static boolean isDeep(String line) {
        int depth = 0;
        int deepest = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
            deepest = Math.max(deepest, depth);
        }
        return deepest > MAX_DEPTH;
    }

    ControlLine with(String name, String value) {
        return with(name, new JsonPrimitive(value));
    }

    ControlLine with(String name, Number value) {
        return with(name, new JsonPrimitive(value));
    }

    ControlLine with(String name, boolean value) {
        return with(name, new JsonPrimitive(value));
    }

    ControlLine with(String name, JsonElement value) {
        JsonObject copy = members.deepCopy();
        copy.add(name, value);
        return new ControlLine(copy);
    }

    boolean has(String name) {
        return members.has(name);
    }

    /** Returns a text, which may be shown: without control characters, and not long. */
    String text(String name) throws ControlException {
        JsonElement value = members.get(name);
        if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
            throw new ControlException("'" + name + "' must be a text");
        }
        return shown(value.getAsString());
    }

    static String shown(String text) {
        return PrintableText
                .escapeControls(text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…");
    }

    /** Returns a text; empty if there is none. */
    Optional<String> optionalText(String name) throws ControlException {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    boolean flag(String name) {
        JsonElement value = members.get(name);
        return value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean()
                && value.getAsBoolean();
    }

    /** @throws ControlException if it is no whole number of this range */
    long number(String name, long from, long to) throws ControlException {
        return number(members.get(name), "'" + name + "'", from, to);
    }

    static long number(JsonElement value, String what, long from, long to) throws ControlException {
        try {
            if (value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
                long number = value.getAsBigDecimal().longValueExact();
                if (number >= from && number <= to) {
                    return number;
                }
            }
        } catch (ArithmeticException | NumberFormatException _) {
            // said below
        }
        throw new ControlException(what + " must be a whole number from " + from + " to " + to);
    }

    /** @throws ControlException if it is no number of this range */
    double decimal(String name, double from, double to) throws ControlException {
        JsonElement value = members.get(name);
        try {
            if (value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()
                    && value.getAsDouble() >= from && value.getAsDouble() <= to) {
                return value.getAsDouble();
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new ControlException("'" + name + "' must be a number from " + from + " to " + to);
    }

    /** Returns the elements of an array of at most this length. */
    List<JsonElement> array(String name, int max) throws ControlException {
        if (!(members.get(name) instanceof JsonArray array) || array.size() > max) {
            throw new ControlException("'" + name + "' must be an array of at most " + max + " elements");
        }
        List<JsonElement> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements;
    }

    @Override
    public String toString() {
        return members.toString();
    }
}
