package netkit.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;

/**
 * The tooltips of single messages, compressed for the script. Thousands of these sentences differ only in their numbers,
 * so that each sentence is written once, with {@code #} for a number, and each message as its numbers.
 */
final class ReportStories {
    /** A literal {@code #} in the text is treated as a number too. */
    private static final Pattern NUMBER = Pattern.compile("#|\\d[\\d.,]*\\d|\\d");

    private final Map<String, Integer> sentences = new LinkedHashMap<>();

    /** Returns the index of the sentence and its numbers. */
    String shortened(String story) {
        StringBuilder numbers = new StringBuilder();
        Matcher matcher = NUMBER.matcher(story);
        while (matcher.find()) {
            numbers.append(' ').append(matcher.group());
        }
        String sentence = matcher.replaceAll("#");
        sentences.putIfAbsent(sentence, sentences.size());
        return sentences.get(sentence) + numbers.toString();
    }

    /** Returns all sentences as JSON that is safe inside an HTML element. */
    String json() {
        JsonArray all = new JsonArray();
        sentences.keySet().forEach(all::add);
        return json(all);
    }

    /** Returns JSON without '<', so that it cannot end its element (WHATWG HTML §4.12.1.3). */
    static String json(JsonElement element) {
        return Json.line(element).replace("<", "\\u003c");
    }
}
