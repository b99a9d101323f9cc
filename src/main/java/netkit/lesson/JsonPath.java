package netkit.lesson;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

/** A value in the JSON that a command printed, by names and indices from the root: {@code cells[0].lost}. */
final class JsonPath {
    private static final Pattern STEP = Pattern.compile("\\.?([^.\\[\\]]+)|\\[(\\d+)]");

    private JsonPath() {}

    /**
     * Returns the value as text; empty if there is none.
     *
     * @param printed one JSON value, or several of a line each, of which the last counts
     */
    static Optional<String> value(String printed, String path) {
        JsonElement element = last(printed);
        Matcher step = STEP.matcher(path);
        int end = 0;
        while (element != null && step.find()) {
            if (step.start() != end) {
                return Optional.empty();
            }
            end = step.end();
            element = step.group(1) != null ? member(element, step.group(1))
                    : item(element, Integer.parseInt(step.group(2)));
        }
        if (element == null || end != path.length() || element.isJsonNull()) {
            return Optional.empty();
        }
        return Optional.of(element.isJsonPrimitive() ? element.getAsString() : element.toString());
    }

    private static JsonElement last(String printed) {
        String text = printed.strip();
        try {
            return JsonParser.parseString(text);
        } catch (JsonParseException _) {
            try {
                return JsonParser.parseString(text.substring(text.lastIndexOf('\n') + 1));
            } catch (JsonParseException _) {
                return null;
            }
        }
    }

    private static JsonElement member(JsonElement element, String name) {
        return element.isJsonObject() ? element.getAsJsonObject().get(name) : null;
    }

    private static JsonElement item(JsonElement element, int index) {
        return element.isJsonArray() && index < element.getAsJsonArray().size()
                ? element.getAsJsonArray().get(index)
                : null;
    }
}
