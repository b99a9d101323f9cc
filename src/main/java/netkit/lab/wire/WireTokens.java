package netkit.lab.wire;

import java.util.List;
import java.util.function.Function;

/** The tokens of a text, one after the other, and where in it something is wrong. A comma behind a word is a breath. */
final class WireTokens {
    private final List<String> tokens;
    private int next;
    private int faultStart;

    WireTokens(String text) {
        tokens = text.isBlank() ? List.of()
                : List.of(text.strip().split("\\s+")).stream()
                        .map(word -> word.endsWith(",") ? word.substring(0, word.length() - 1) : word)
                        .filter(word -> !word.isEmpty()).toList();
    }

    boolean hasNext() {
        return next < tokens.size();
    }

    String peek() {
        return tokens.get(next);
    }

    String next() {
        return tokens.get(next++);
    }

    /** From here on, wrong tokens are shown together with what stands before them. */
    void beginFault() {
        faultStart = next;
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
            throw error("a value must follow, for example " + example);
        }
        String token = next();
        try {
            return parser.apply(token);
        } catch (IllegalArgumentException e) {
            throw error(e.getMessage());
        }
    }

    IllegalArgumentException error(String message) {
        String fault = String.join(" ", tokens.subList(faultStart, next));
        return new IllegalArgumentException("'" + fault + "': " + message);
    }
}
