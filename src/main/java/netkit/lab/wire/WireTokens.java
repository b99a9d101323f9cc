package netkit.lab.wire;

import java.util.List;
import java.util.function.Function;

/**
 * A reader of the blank-separated tokens of a wire change, with error messages that quote the fault in question. A
 * comma at the end of a token is ignored.
 */
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

    /** Starts a fault: error messages quote the tokens from here on. */
    void beginFault() {
        faultStart = next;
    }

    /** Consumes the next token if it equals the word; returns whether it did. */
    boolean skip(String word) {
        if (hasNext() && peek().equals(word)) {
            next++;
            return true;
        }
        return false;
    }

    /**
     * Returns the next token as a value.
     *
     * @param parser throws IllegalArgumentException with a one-line message
     * @param example a valid value, for the error message
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
