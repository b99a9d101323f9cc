package netkit.cli.terminal;

import java.util.ArrayList;
import java.util.List;

import org.jline.utils.AttributedString;
import org.jline.utils.WCWidth;

/**
 * Text fitted into the columns of a terminal. A wide character, such as those of Chinese, takes two columns; combining
 * characters and escape sequences take none.
 */
public final class Paragraph {
    private static final String ELLIPSIS = "...";

    private Paragraph() {}

    /** Returns lines of whole words. The first begins with the prefix, the others are indented as far. */
    public static List<String> wrap(String prefix, String text, int width) {
        List<String> lines = new ArrayList<>();
        int indent = width(prefix);
        StringBuilder line = new StringBuilder(prefix);
        int used = indent;
        boolean isEmpty = true;
        for (String word : text.split(" ")) {
            int length = width(word);
            if (!isEmpty && used + 1 + length > width) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(indent));
                used = indent;
                isEmpty = true;
            }
            line.append(isEmpty ? "" : " ").append(word);
            used += length + (isEmpty ? 0 : 1);
            isEmpty = false;
        }
        lines.add(line.toString());
        return lines;
    }

    /** Returns the text, cut off with an ellipsis and without its colours if it is wider than that. */
    public static String clip(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        String plain = AttributedString.stripAnsi(text);
        int end = 0;
        int used = ELLIPSIS.length();
        while (end < plain.length() && used + width(plain.codePointAt(end)) <= width) {
            used += width(plain.codePointAt(end));
            end += Character.charCount(plain.codePointAt(end));
        }
        return plain.substring(0, end) + ELLIPSIS;
    }

    /** Returns how many columns the text takes on a terminal. */
    static int width(String text) {
        return AttributedString.stripAnsi(text).codePoints().map(Paragraph::width).sum();
    }

    private static int width(int codePoint) {
        return Math.max(0, WCWidth.wcwidth(codePoint));
    }
}
