package netkit.lab.wire;

import java.util.List;
import java.util.function.Function;

/** The words of a text, one after the other, and where in it something is wrong. A comma behind a word is a breath. */
final class WireWords {
    private final List<String> words;
    private int next;
    private int phraseFrom;

    WireWords(String text) {
        words = text.isBlank() ? List.of()
                : List.of(text.strip().split("\\s+")).stream()
                        .map(word -> word.endsWith(",") ? word.substring(0, word.length() - 1) : word)
                        .filter(word -> !word.isEmpty()).toList();
    }

    boolean hasNext() {
        return next < words.size();
    }

    String peek() {
        return words.get(next);
    }

    String next() {
        return words.get(next++);
    }

    /** From here on, wrong words are shown together with what stands before them. */
    void beginPhrase() {
        phraseFrom = next;
    }

    /** Passes the word if it is the next one. */
    boolean skip(String word) {
        if (hasNext() && peek().equals(word)) {
            next++;
            return true;
        }
        return false;
    }

    /**
     * The next word as a value.
     *
     * @param parser throws IllegalArgumentException with one line
     * @param example what could stand here
     */
    <T> T value(String example, Function<String, T> parser) {
        if (!hasNext()) {
            throw wrong("a value must follow, for example " + example);
        }
        String word = next();
        try {
            return parser.apply(word);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    IllegalArgumentException wrong(String message) {
        String phrase = String.join(" ", words.subList(phraseFrom, next));
        return new IllegalArgumentException("'" + phrase + "': " + message);
    }
}
