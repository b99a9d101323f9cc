package netkit.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;

/**
 * What became of single messages, for the script that tells it. Thousands of these sentences differ in nothing but their
 * numbers: so each sentence is written once, with {@code #} for a number, and of the others only the numbers are.
 */
final class ReportStories {
    /** A sign in the text that stands for a number is taken for one too. */
    private static final Pattern NUMBER = Pattern.compile("#|\\d[\\d.,]*\\d|\\d");

    private final Map<String, Integer> sentences = new LinkedHashMap<>();

    /** Which sentence it is, and its numbers, as text. */
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

    /** All sentences, in JSON that may stand in an element of HTML. */
    String json() {
        JsonArray all = new JsonArray();
        sentences.keySet().forEach(all::add);
        return json(all);
    }

    /** No markup ends the element in which it stands (WHATWG HTML §4.12.1.3). */
    static String json(JsonElement element) {
        return Json.line(element).replace("<", "\\u003c");
    }
}
